from django.urls import path

from juncture.web.room import calls, hosting, nudging, room, seat, taking_along

urlpatterns = [
    path("me/moments/<int:moment_id>/", seat.seat, name="seat"),
    path("me/moments/<int:moment_id>/calendar.ics", seat.calendar, name="seat_calendar"),
    path("rooms/<int:room_id>/", room.room, name="room"),
    path("rooms/<int:room_id>/part/", room.part, name="room_part"),
    path("rooms/<int:room_id>/wording/", nudging.wording, name="room_wording"),
    path("rooms/<int:room_id>/board/", taking_along.board_page, name="room_board"),
    path("rooms/<int:room_id>/board.pdf", taking_along.board_paper, name="room_board_pdf"),
    path("rooms/<int:room_id>/board.md", taking_along.board_text, name="room_board_text"),
    path("c/<slug:slug>/moments/<int:moment_id>/rooms/", hosting.moment_live, name="moment_live"),
    path("c/<slug:slug>/rooms/<int:room_id>/", hosting.room_seen, name="room_seen"),
    path("c/<slug:slug>/rooms/<int:room_id>/call/", calls.call_import, name="call_import"),
    path("c/<slug:slug>/rooms/<int:room_id>/call/voices/", calls.call_match, name="call_match"),
    path("c/<slug:slug>/rooms/<int:room_id>/call/withdraw/", calls.call_withdraw, name="call_withdraw"),
    path("rooms/<int:room_id>/call/", calls.room_call, name="room_call"),
    path("me/calls/", calls.calls, name="calls"),
    path("me/calls/<int:call_id>/", calls.call, name="call"),
    path("c/<slug:slug>/rooms/<int:room_id>/board/", taking_along.host_board_page, name="room_seen_board"),
    path(
        "c/<slug:slug>/rooms/<int:room_id>/board.pdf",
        taking_along.host_board_paper,
        name="room_seen_board_pdf",
    ),
    path(
        "c/<slug:slug>/rooms/<int:room_id>/board.md",
        taking_along.host_board_text,
        name="room_seen_board_text",
    ),
]
