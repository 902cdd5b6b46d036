from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.landscape"
    label = "web_landscape"
