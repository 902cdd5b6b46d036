from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.follow"
    label = "web_follow"
