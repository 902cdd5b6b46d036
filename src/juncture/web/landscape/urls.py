from django.urls import path

from juncture.web.landscape import views

urlpatterns = [
    path("c/<slug:slug>/decisions/", views.landscape, name="landscape"),
    path("c/<slug:slug>/decisions/gather/", views.gather_again, name="gather"),
    path("c/<slug:slug>/decisions.csv", views.decisions_csv, name="decisions_csv"),
    path("c/<slug:slug>/decisions/<int:decision_id>/", views.decision_seen, name="decision_seen"),
    path("c/<slug:slug>/tensions/<int:tension_id>/", views.tension, name="tension"),
]
