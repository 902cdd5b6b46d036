from django.conf import settings
from django.urls import URLPattern, path

from juncture.web.parts.styleguide import styleguide

urlpatterns: list[URLPattern] = []

if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
