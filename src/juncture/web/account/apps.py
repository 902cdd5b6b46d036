from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.account"
    label = "web_account"
