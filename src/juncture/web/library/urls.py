from django.urls import path

from juncture.web.library import views

urlpatterns = [
    path("c/<slug:slug>/library/", views.library, name="library"),
    path("c/<slug:slug>/library/<slug:protocol_id>/", views.protocol, name="protocol"),
]
