import pytest

from juncture.web.parts.modules import import_map


@pytest.fixture(autouse=True)
def files_by_their_own_names(settings):
    """No collectstatic in these tests: static files are served from where they are written."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    import_map.cache_clear()
    yield
    import_map.cache_clear()
