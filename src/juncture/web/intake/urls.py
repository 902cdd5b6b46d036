from django.urls import path

from juncture.web.intake import views

urlpatterns = [
    path("me/decisions/new/", views.state, name="state_decision"),
    path("me/decisions/draft/", views.draft, name="decision_draft"),
    path("me/decisions/<int:decision_id>/", views.decision, name="decision"),
    path("me/decisions/<int:decision_id>/edit/", views.edit, name="decision_edit"),
    path("me/decisions/<int:decision_id>/settle/", views.settle_decision, name="decision_settle"),
    path("me/decisions/<int:decision_id>/side/", views.decision_side, name="decision_side"),
    path("me/coach/", views.coach, name="coach"),
]
