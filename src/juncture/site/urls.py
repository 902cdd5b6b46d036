"""Every address, by screen."""

from django.urls import include, path

urlpatterns = [
    path("", include("juncture.web.account.urls")),
    path("", include("juncture.web.intake.urls")),
    path("", include("juncture.web.landscape.urls")),
    path("", include("juncture.web.design.urls")),
    path("", include("juncture.web.room.urls")),
    path("", include("juncture.web.follow.urls")),
    path("", include("juncture.web.library.urls")),
    path("", include("juncture.web.parts.urls")),
    path("api/", include("juncture.api.urls")),
]

handler400 = "juncture.web.parts.errors.bad_request"
handler403 = "juncture.web.parts.errors.forbidden"
handler404 = "juncture.web.parts.errors.not_found"
handler500 = "juncture.web.parts.errors.server_error"
