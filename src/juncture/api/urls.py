"""Every address for programs, below /api/. Each topic has a file of its own."""

from django.urls import path

from juncture.api import composing, wording

urlpatterns = [
    path("compose", composing.compose, name="api_compose"),
    path("what-if", composing.what_if, name="api_what_if"),
    path("moments/<int:moment_id>/groups", composing.moment_groups, name="api_moment_groups"),
    path("wording/advice", wording.advice, name="api_wording_advice"),
    path("wording/decision", wording.decision, name="api_wording_decision"),
]
