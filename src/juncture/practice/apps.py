from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Owns every table of Juncture, in one migration history."""

    name = "juncture.practice"
    label = "practice"

    def ready(self) -> None:
        # The follow-up hears of closed rooms from here on.
        from juncture.practice.followup import scheduling  # noqa: F401
