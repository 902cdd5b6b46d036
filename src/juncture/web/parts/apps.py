from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "juncture.web.parts"
    label = "parts"
