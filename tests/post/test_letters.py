"""What leaves, read from the message as it is rendered and sent."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from juncture.practice.decisions.models import Decision
from juncture.practice.followup.answering import Answer, answer_check_in
from juncture.practice.followup.models import CheckIn, CheckInAnswer
from juncture.practice.followup.scheduling import schedule_check_ins
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.models import Cancellation, Member, Moment, Publication, Room, Seat
from juncture.practice.people.linking import follow
from tests.conftest import Cast
from tests.factories import make_card, make_held_room, make_people, make_room
from tests.post.conftest import Post

Kind = Letter.Kind


def read(message: EmailMultiAlternatives) -> EmailMessage:
    """As a mail programme gets it."""
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(message: EmailMultiAlternatives, kind: str) -> str:
    found = [one for one in read(message).walk() if one.get_content_type() == kind]
    assert len(found) == 1, f"{len(found)} parts are {kind}"
    text: str = found[0].get_content()
    return text


def words(text: str) -> str:
    return " ".join(text.split())


def entry(message: EmailMultiAlternatives) -> tuple[str, str, Event]:
    """The method in the header, the method in the entry, and the event."""
    (found,) = [one for one in read(message).walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(found.get_content())
    (event,) = calendar.walk("VEVENT")
    return str(found.get_param("method")), str(calendar["METHOD"]), event


def links(message: EmailMultiAlternatives) -> list[str]:
    return [word for word in part(message, "text/plain").split() if word.startswith("http")]


def leads_to(link: str) -> str:
    return parse_qs(urlsplit(link).query)["next"][0]


@pytest.fixture
def room(cast: Cast) -> Room:
    cast.jonas.time_zone = "America/Sao_Paulo"
    cast.jonas.save()
    starts = datetime(2031, 3, 4, 15, 0, tzinfo=UTC)
    return make_room(cast.amara, [cast.jonas, cast.priya, cast.lena], starts_at=starts)


def test_the_personal_link_lets_its_member_in(cast: Cast, post: Post) -> None:
    write_letter(Kind.LINK, cast.jonas, about=cast.jonas)

    (message,) = post()

    (link,) = links(message)
    token = urlsplit(link).path.split("/")[2]
    assert message.to == ['"Jonas" <jonas@example.org>']
    assert read(message)["Subject"] == "Your link to Northlight"
    assert leads_to(link) == "/me/"
    assert follow(token) is not None
    assert part(message, "text/html").count(token) >= 1


def test_an_invitation_names_the_time_in_the_members_own_zone(cast: Cast, room: Room, post: Post) -> None:
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")
    write_letter(Kind.INVITATION, cast.priya, about=room.moment, edition="0")

    to_jonas, to_priya = post()

    for kind in ("text/plain", "text/html"):
        assert "Tuesday 4 March 2031, 12:00 Sao Paulo time" in words(part(to_jonas, kind))
        assert "Tuesday 4 March 2031, 16:00 Berlin time" in words(part(to_priya, kind))
    assert leads_to(links(to_jonas)[0]) == f"/me/moments/{room.moment_id}/"
    assert "- Priya" in part(to_jonas, "text/plain")
    assert "- Jonas" not in part(to_jonas, "text/plain")


def test_an_invitation_is_a_request_that_calendars_understand(cast: Cast, room: Room, post: Post) -> None:
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")

    (message,) = post()

    header, method, event = entry(message)
    assert (header, method) == ("REQUEST", "REQUEST")
    assert event["UID"].startswith(f"moment-{room.moment_id}-{cast.jonas.pk}-")
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].dt == datetime(2031, 3, 4, 15, 0, tzinfo=UTC)
    assert event["DTEND"].dt > event["DTSTART"].dt
    assert event["SUMMARY"] == "Depth or reach"
    assert event["ATTENDEE"] == "mailto:jonas@example.org"
    assert event["ATTENDEE"].params["CN"] == "Jonas"
    assert event["ORGANIZER"].startswith("mailto:")


def test_colleagues_who_see_the_calendar_read_no_decision_and_get_no_way_in(
    cast: Cast, room: Room, post: Post
) -> None:
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")

    (message,) = post()

    assert "/m/" in part(message, "text/plain")
    assert "/m/" not in part(message, "text/calendar")
    assert "go deep with a few" in part(message, "text/plain")
    assert "go deep with a few" not in words(part(message, "text/calendar"))
    assert entry(message)[2]["CLASS"] == "PRIVATE"
    assert f"/me/moments/{room.moment_id}/" in str(entry(message)[2]["URL"])


def test_a_change_moves_the_same_entry(cast: Cast, room: Room, post: Post) -> None:
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")
    (first,) = post()
    Publication.objects.update(sequence=1)
    assert room.group.slot is not None
    room.group.slot.starts_at += timedelta(days=1)
    room.group.slot.save()

    write_letter(Kind.CHANGE, cast.jonas, about=room.moment, edition="1")
    (second,) = post()

    (_, _, before), (header, method, after) = entry(first), entry(second)
    assert (header, method) == ("REQUEST", "REQUEST")
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == datetime(2031, 3, 5, 15, 0, tzinfo=UTC)


def test_a_cancellation_takes_the_entry_out_and_says_the_hosts_words(
    cast: Cast, room: Room, post: Post
) -> None:
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")
    (first,) = post()
    Cancellation.objects.create(moment=room.moment, words="I am ill. We meet in April.")
    Publication.objects.update(sequence=1)

    write_letter(Kind.CANCELLATION, cast.jonas, about=room.moment, edition="off")
    (second,) = post()

    header, method, event = entry(second)
    assert (header, method, event["STATUS"]) == ("CANCEL", "CANCEL", "CANCELLED")
    assert event["UID"] == entry(first)[2]["UID"]
    assert event["SEQUENCE"] == 1
    assert "I am ill. We meet in April." in part(second, "text/plain")
    assert "will not take place" in part(second, "text/html")


def test_somebody_unseated_is_told_and_what_comes_next(cast: Cast, room: Room, post: Post) -> None:
    sofia = make_people(cast.community, 1, prefix="Sofia")[0]
    write_letter(Kind.UNSEATED, sofia, about=room.moment)

    (message,) = post()

    assert "no seat left for you" in part(message, "text/plain")
    assert "get an invitation" in part(message, "text/plain")
    assert "Depth or reach" in str(read(message)["Subject"])


def test_an_orientation_goes_to_its_owner_in_their_words(cast: Cast, post: Post) -> None:
    room = make_held_room(cast.amara, [cast.jonas, cast.priya])
    card = make_card(room, cast.jonas, stand="I was protecting a slide.", question="Who would <notice>?")
    write_letter(Kind.ORIENTATION, cast.jonas, about=card)

    (message,) = post()

    assert message.to == ['"Jonas" <jonas@example.org>']
    assert "Who would <notice>?" in part(message, "text/plain")
    assert "Who would &lt;notice&gt;?" in part(message, "text/html")
    assert leads_to(links(message)[0]) == f"/me/orientations/{card.pk}/"


def test_somebody_elses_card_is_never_mailed(cast: Cast, post: Post) -> None:
    room = make_held_room(cast.amara, [cast.jonas, cast.priya])
    card = make_card(room, cast.jonas, stand="Mine alone.")
    write_letter(Kind.ORIENTATION, cast.priya, about=card)

    assert post() == []
    assert Letter.objects.get().dropped_at is not None


# -- check-ins ------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(cast: Cast) -> CheckIn:
    """Jonas was to be asked nine days ago; the letter waits."""
    room = make_held_room(cast.amara, [cast.jonas], days_ago=27)
    return schedule_check_ins(room)[0]


def test_a_check_in_offers_both_answers_and_a_tap_answers_nothing(
    cast: Cast, asked: CheckIn, post: Post, client: Client
) -> None:
    (message,) = post()

    yes, no = links(message)
    assert leads_to(yes) == f"/me/check-ins/{asked.pk}/?changed=yes"
    assert leads_to(no) == f"/me/check-ins/{asked.pk}/?changed=no"
    for link in (yes, no):
        page = client.get(link, follow=True)
        assert page.status_code == 200
        assert client.head(page.request["PATH_INFO"]).status_code == 200
    assert not CheckInAnswer.objects.exists()


def test_whoever_has_answered_is_not_reminded(cast: Cast, asked: CheckIn, post: Post) -> None:
    answer_check_in(asked, Answer(changed=False), by=cast.jonas)
    Letter.objects.update(dropped_at=None)

    assert post() == []


def test_one_question_comes_after_a_long_silence(cast: Cast, post: Post) -> None:
    room = make_held_room(cast.amara, [cast.jonas], days_ago=70)
    first, second, _third = schedule_check_ins(room)

    (message,) = post()

    assert leads_to(links(message)[0]).startswith(f"/me/check-ins/{second.pk}/")
    assert Letter.objects.get(about_id=first.pk).dropped_at is not None


def test_a_check_in_leaves_when_it_is_due_and_not_before(cast: Cast, post: Post) -> None:
    with time_machine.travel(datetime(2031, 5, 1, 12, tzinfo=UTC)) as clock:
        schedule_check_ins(make_held_room(cast.amara, [cast.jonas], days_ago=0.5))
        assert post() == []

        clock.shift(timedelta(days=18))

        assert len(post()) == 1


# -- what is no longer so -------------------------------------------------------------------------------------


def _gone(cast: Cast, room: Room) -> None:
    Moment.objects.all().delete()


def _called_off(cast: Cast, room: Room) -> None:
    Cancellation.objects.create(moment=room.moment)


def _without_seat(cast: Cast, room: Room) -> None:
    Seat.objects.filter(member=cast.jonas).delete()


def _left(cast: Cast, room: Room) -> None:
    Member.objects.filter(pk=cast.jonas.pk).update(departed_at=timezone.now())


def _over(cast: Cast, room: Room) -> None:
    assert room.group.slot is not None
    room.group.slot.starts_at = timezone.now() - timedelta(hours=3)
    room.group.slot.save()


@pytest.mark.parametrize("happened", [_gone, _called_off, _without_seat, _left, _over])
@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.CHANGE])
def test_a_letter_about_what_is_no_longer_so_is_dropped(
    cast: Cast, room: Room, post: Post, happened: object, kind: str
) -> None:
    letter = write_letter(kind, cast.jonas, about=room.moment, edition="0")
    assert callable(happened)
    happened(cast, room)

    assert post() == []
    letter.refresh_from_db()
    assert letter.dropped_at is not None
    assert (letter.sent_at, letter.trouble) == (None, "")


def test_somebody_who_got_a_seat_after_all_is_not_told_they_have_none(
    cast: Cast, room: Room, post: Post
) -> None:
    write_letter(Kind.UNSEATED, cast.jonas, about=room.moment)
    write_letter(Kind.CANCELLATION, cast.jonas, about=room.moment, edition="1")

    assert post() == []


# -- names, titles and texts that would break a header --------------------------------------------------------

HARD_NAMES = [
    'Jonas "Joe" Reinholt, PhD',
    "O'Brien; DROP",
    "Back\\slash",
    "Zoë Ångström-Ďuriš",
    "عمر الخطيب",
    "陳大文",
    "Evil\r\nBcc: everybody@example.org",
    "Turned \u202eround\u202c",
]


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_is_one_recipient(cast: Cast, room: Room, post: Post, name: str) -> None:
    Member.objects.filter(pk=cast.jonas.pk).update(name=name)
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")

    (message,) = post()

    parsed = read(message)
    (address,) = parsed["To"].addresses
    assert address.addr_spec == "jonas@example.org"
    assert address.display_name == " ".join(name.replace("\u202e", " ").replace("\u202c", " ").split())
    assert parsed["Bcc"] is None
    assert "\u202e" not in str(parsed["To"])
    event = entry(message)[2]
    assert event["ATTENDEE"] == "mailto:jonas@example.org"


@pytest.mark.parametrize(
    "title", ["One\r\nBcc: everybody@example.org", "Много или мало?", "כמה או הרבה", "x" * 160, "100 % <b>"]
)
def test_any_title_is_one_subject(cast: Cast, room: Room, post: Post, title: str) -> None:
    Moment.objects.update(title=title)
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")

    (message,) = post()

    parsed = read(message)
    # A long header is folded; what a mail programme shows begins after the fold.
    assert str(parsed["Subject"]).strip() == f"You have a seat: {' '.join(title.split())}"
    assert parsed["Bcc"] is None
    assert entry(message)[2]["SUMMARY"] == " ".join(title.split())
    assert "<b>" not in part(message, "text/html").replace("&lt;b&gt;", "")


def test_hostile_words_are_text_in_the_mail_and_the_entry(cast: Cast, room: Room, post: Post) -> None:
    anchor = "<script>alert(1)</script>\nEND:VEVENT\r\nATTENDEE:mailto:evil@example.org"
    Moment.objects.update(anchor_words=anchor)
    show = room.moment.run_of_show
    step = next(step for step in show["steps"] if step["sealed"])
    step["prompts"][0]["ask"] = anchor
    Moment.objects.update(run_of_show=show)
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")

    (message,) = post()

    assert "<script>" not in part(message, "text/html")
    assert "<script>alert(1)</script>" in part(message, "text/plain")
    _, _, event = entry(message)
    assert event["ATTENDEE"] == "mailto:jonas@example.org"
    assert "END:VEVENT" in event["DESCRIPTION"]


def test_styles_stand_in_the_tags_since_mail_programmes_drop_the_rest(
    cast: Cast, room: Room, post: Post
) -> None:
    write_letter(Kind.INVITATION, cast.jonas, about=room.moment, edition="0")

    (message,) = post()

    html = part(message, "text/html")
    assert 'class="button"' in html
    assert "background: #13676f" in html.split('class="button"')[1].split(">")[0]


def test_no_letter_tells_what_others_are_deciding(cast: Cast, room: Room, post: Post) -> None:
    Decision.objects.create(community=cast.community, member=cast.priya, statement="Do I leave my employer?")
    for kind in (Kind.INVITATION, Kind.CHANGE):
        write_letter(kind, cast.jonas, about=room.moment, edition="0")

    assert all("leave my employer" not in message.message().as_string() for message in post())


def test_every_kind_of_letter_has_a_writer() -> None:
    from juncture.post.letters import WRITERS

    assert set(WRITERS) == set(Kind)
