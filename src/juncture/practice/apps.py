from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Owns every table of Juncture, in one migration history."""

    name = "juncture.practice"
    label = "practice"
