from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.library"
    label = "web_library"
