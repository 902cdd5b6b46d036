from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "juncture.web.room"
    label = "web_room"
