from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Owns every table of Juncture, in one migration history."""

    name = "juncture.practice"
    label = "practice"

    def ready(self) -> None:
        # From here on the follow-up hears of closed rooms, and the landscape of stated decisions.
        from juncture.practice.followup import scheduling  # noqa: F401
        from juncture.practice.landscape import gathering  # noqa: F401
        from juncture.practice.moments import leaving  # noqa: F401
