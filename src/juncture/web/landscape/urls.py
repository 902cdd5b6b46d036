from django.urls import path

from juncture.web.landscape import views

urlpatterns = [
    path("c/<slug:slug>/decisions/", views.landscape, name="landscape"),
    path("c/<slug:slug>/decisions/gather/", views.gather_again, name="gather"),
    path("c/<slug:slug>/decisions/undo/<int:rearrangement_id>/", views.undo, name="landscape_undo"),
    path("c/<slug:slug>/decisions.csv", views.decisions_csv, name="decisions_csv"),
    path("c/<slug:slug>/decisions/<int:decision_id>/", views.decision_seen, name="decision_seen"),
    path("c/<slug:slug>/decisions/<int:decision_id>/tension/", views.tension_from, name="tension_from"),
    path("c/<slug:slug>/decisions/<int:decision_id>/side/", views.side_said, name="side_said"),
    path("c/<slug:slug>/tensions/<int:tension_id>/", views.tension, name="tension"),
    path("c/<slug:slug>/tensions/<int:tension_id>/merge/", views.tension_merge, name="tension_merge"),
    path("c/<slug:slug>/tensions/<int:tension_id>/split/", views.tension_split, name="tension_split"),
]
