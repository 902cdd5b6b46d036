from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.intake"
    label = "web_intake"
