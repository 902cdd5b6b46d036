from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "juncture.post"
    label = "post"
