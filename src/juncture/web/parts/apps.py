from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "juncture.web.parts"
    label = "parts"

    def ready(self) -> None:
        from juncture.web.parts.forms import speak_kindly

        speak_kindly()
