from django.urls import path

from juncture.web.room import calls, hosting, nudging, room, seat
from juncture.web.room.taking_along import as_page, as_paper, as_text, for_its_host, for_who_sat_there

urlpatterns = [
    path("me/moments/<int:moment_id>/", seat.seat, name="seat"),
    path("me/moments/<int:moment_id>/calendar.ics", seat.calendar, name="seat_calendar"),
    path("rooms/<int:room_id>/", room.room, name="room"),
    path("rooms/<int:room_id>/part/", room.part, name="room_part"),
    path("rooms/<int:room_id>/wording/", nudging.wording, name="room_wording"),
    path("rooms/<int:room_id>/board/", for_who_sat_there(as_page), name="room_board"),
    path("rooms/<int:room_id>/board.pdf", for_who_sat_there(as_paper), name="room_board_pdf"),
    path("rooms/<int:room_id>/board.md", for_who_sat_there(as_text), name="room_board_text"),
    path("c/<slug:slug>/moments/<int:moment_id>/rooms/", hosting.moment_live, name="moment_live"),
    path("c/<slug:slug>/rooms/<int:room_id>/", hosting.room_seen, name="room_seen"),
    path("c/<slug:slug>/rooms/<int:room_id>/call/", calls.call_import, name="call_import"),
    path("c/<slug:slug>/rooms/<int:room_id>/call/voices/", calls.call_match, name="call_match"),
    path("c/<slug:slug>/rooms/<int:room_id>/call/withdraw/", calls.call_withdraw, name="call_withdraw"),
    path("rooms/<int:room_id>/call/", calls.room_call, name="room_call"),
    path("me/calls/", calls.calls, name="calls"),
    path("me/calls/<int:call_id>/", calls.call, name="call"),
    path("c/<slug:slug>/rooms/<int:room_id>/board/", for_its_host(as_page), name="room_seen_board"),
    path(
        "c/<slug:slug>/rooms/<int:room_id>/board.pdf",
        for_its_host(as_paper),
        name="room_seen_board_pdf",
    ),
    path(
        "c/<slug:slug>/rooms/<int:room_id>/board.md",
        for_its_host(as_text),
        name="room_seen_board_text",
    ),
]
