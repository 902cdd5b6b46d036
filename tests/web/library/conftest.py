import pytest
from django.test import Client


@pytest.fixture
def host(client: Client, cast) -> Client:
    """Amara's browser."""
    client.force_login(cast.amara.account)
    return client
