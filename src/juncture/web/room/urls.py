from django.urls import path

from juncture.web.room import hosting, room, seat

urlpatterns = [
    path("me/moments/<int:moment_id>/", seat.seat, name="seat"),
    path("me/moments/<int:moment_id>/calendar.ics", seat.calendar, name="seat_calendar"),
    path("rooms/<int:room_id>/", room.room, name="room"),
    path("rooms/<int:room_id>/part/", room.part, name="room_part"),
    path("c/<slug:slug>/moments/<int:moment_id>/rooms/", hosting.moment_live, name="moment_live"),
    path("c/<slug:slug>/rooms/<int:room_id>/", hosting.room_seen, name="room_seen"),
]
