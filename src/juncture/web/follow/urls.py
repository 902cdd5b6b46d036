from django.urls import path

from juncture.web.follow import check_ins, hosting, orientations, report, stories

urlpatterns = [
    path("me/orientations/", orientations.orientations, name="orientations"),
    path("me/orientations/<int:orientation_id>/", orientations.orientation, name="orientation"),
    path("me/orientations/<int:orientation_id>/edit/", orientations.edit, name="orientation_edit"),
    path("me/orientations/<int:orientation_id>/share/", orientations.share, name="orientation_share"),
    path("me/orientations/<int:orientation_id>.txt", orientations.as_file, name="orientation_text"),
    path("me/stories/<int:first_win_id>/", stories.story, name="story"),
    path("me/stories/<int:first_win_id>/withdraw/", stories.withdraw, name="story_withdraw"),
    path("me/check-ins/<int:check_in_id>/", check_ins.check_in, name="check_in"),
    path("me/check-ins/<int:check_in_id>/thanks/", check_ins.thanks, name="check_in_thanks"),
    path("c/<slug:slug>/follow/", hosting.follow, name="follow"),
    path("c/<slug:slug>/follow.csv", hosting.follow_csv, name="follow_csv"),
    path("c/<slug:slug>/first-wins/", hosting.first_wins, name="first_wins"),
    path("c/<slug:slug>/report/", hosting.report_links, name="report_links"),
    path("c/<slug:slug>/report/<int:link_id>/revoke/", hosting.revoke, name="report_revoke"),
    path("report/<str:token>/", report.report, name="report"),
    path("report/<str:token>/report.pdf", report.report_paper, name="report_pdf"),
]
