from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.design"
    label = "web_design"
