from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.parts"
    label = "parts"
