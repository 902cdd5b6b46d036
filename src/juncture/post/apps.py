from django.apps import AppConfig


class PostConfig(AppConfig):
    """What leaves the building: mails, calendar entries, and the scheduled work."""

    name = "juncture.post"
    label = "post"
