"""Each letter leaves once, whoever works at it; trouble is kept and tried again, later and later."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic, sleep
from typing import Any
from unittest.mock import MagicMock, patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_scopes import scope

from juncture.post.sending import AGAIN_AFTER, FORGOTTEN_AFTER, claim, send_due
from juncture.post.worker import Worker
from juncture.post.working import do_scheduled_work
from juncture.practice.followup.models import CheckIn
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.models import Moment, Room
from tests.conftest import Cast
from tests.factories import make_held_room, make_people, make_room
from tests.post.conftest import Post


@pytest.fixture
def letter(cast: Cast) -> Letter:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    return write_letter(Letter.Kind.LINK, cast.jonas, about=cast.jonas, due_at=an_hour_ago)


@pytest.fixture
def broken() -> Iterator[MagicMock]:
    """The mail server goes away on every letter, until the test says `broken.side_effect = None`."""
    with patch.object(EmailBackend, "send_messages") as sending:
        sending.side_effect = smtplib.SMTPServerDisconnected("gone away")
        yield sending


def test_a_letter_is_sent_once(letter: Letter, post: Post) -> None:
    assert len(post()) == 1
    assert post() == []

    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert (letter.tries, letter.trouble) == (1, "")


def test_a_letter_waits_for_its_time(cast: Cast, post: Post) -> None:
    later = timezone.now() + timedelta(hours=1)
    write_letter(Letter.Kind.LINK, cast.jonas, about=cast.jonas, due_at=later)

    assert post() == []
    assert send_due(later + timedelta(seconds=1)).sent == 1


def test_letters_of_all_communities_leave(cast: Cast, letter: Letter, post: Post) -> None:
    with scope(community=cast.elsewhere):
        write_letter(Letter.Kind.LINK, cast.sam, about=cast.sam)

    assert sorted(message.to[0] for message in post()) == [
        '"Jonas" <jonas@example.org>',
        '"Sam" <sam@example.org>',
    ]


def test_a_claimed_letter_is_nobody_elses_for_ten_minutes(letter: Letter) -> None:
    now = timezone.now()
    claimed = claim(now)

    assert claimed == letter
    assert claim(now) is None
    assert claim(now + FORGOTTEN_AFTER - timedelta(seconds=1)) is None


def test_a_letter_claimed_and_forgotten_is_looked_at_again(letter: Letter, post: Post) -> None:
    assert claim(timezone.now() - FORGOTTEN_AFTER - timedelta(seconds=1)) == letter

    assert len(post()) == 1


def test_the_same_letter_keeps_its_name(letter: Letter, post: Post) -> None:
    (first,) = post()
    Letter.objects.update(sent_at=None, claimed_at=None)
    (again,) = post()

    assert first.message()["Message-ID"] == again.message()["Message-ID"]


def test_a_worker_that_was_too_slow_does_not_undo_the_others_claim(letter: Letter) -> None:
    slow = claim(timezone.now() - FORGOTTEN_AFTER - timedelta(minutes=1))
    quick = claim(timezone.now())
    assert slow == quick

    from juncture.post.sending import _settle

    assert slow is not None
    _settle(slow, claimed_at=None, trouble="too slow")

    letter.refresh_from_db()
    assert quick is not None
    assert (letter.claimed_at, letter.trouble) == (quick.claimed_at, "")


@pytest.mark.usefixtures("broken")
def test_trouble_is_kept_and_tried_again_later(letter: Letter) -> None:
    before = timezone.now()

    count = send_due()

    letter.refresh_from_db()
    assert (count.failed, count.sent) == (1, 0)
    assert "SMTPServerDisconnected: gone away" in letter.trouble
    assert (letter.sent_at, letter.claimed_at, letter.dropped_at) == (None, None, None)
    assert letter.due_at >= before + AGAIN_AFTER[0]
    assert send_due().failed == 0


def test_it_leaves_once_the_server_is_back(letter: Letter, broken: MagicMock) -> None:
    send_due()
    broken.side_effect = None
    assert send_due(timezone.now() + AGAIN_AFTER[0] + timedelta(seconds=1)).sent == 1

    letter.refresh_from_db()
    assert letter.trouble == ""
    assert letter.tries == 2


@pytest.mark.usefixtures("broken")
def test_after_the_last_try_it_is_dropped_with_its_trouble(letter: Letter) -> None:
    for _ in range(len(AGAIN_AFTER) + 1):
        Letter.objects.update(due_at=timezone.now())
        send_due()

    letter.refresh_from_db()
    assert letter.tries == len(AGAIN_AFTER) + 1
    assert letter.dropped_at is not None
    assert "gone away" in letter.trouble


def test_a_database_that_is_locked_when_the_letter_has_left_is_waited_for(letter: Letter, post: Post) -> None:
    from juncture.post import sending

    settle, tries = sending._settle, iter([OperationalError("database is locked"), None])

    def locked_once(letter: Letter, **fields: object) -> None:
        trouble = next(tries, None)
        if trouble:
            raise trouble
        settle(letter, **fields)

    with (
        patch.object(sending, "_settle", locked_once),
        patch.object(sending.time, "sleep"),
        patch.object(sending.database, "close"),
    ):
        assert len(post()) == 1

    assert post() == []


def test_one_letters_trouble_is_not_the_next_ones(cast: Cast, letter: Letter, post: Post) -> None:
    room = make_room(cast.amara, [cast.priya, cast.lena, cast.jonas])
    Moment.objects.update(run_of_show={"steps": "not one that can be read"})
    earlier = timezone.now() - timedelta(hours=2)
    lost = write_letter(Letter.Kind.INVITATION, cast.priya, about=room.moment, due_at=earlier)

    (sent,) = post()

    lost.refresh_from_db()
    assert sent.to == ['"Jonas" <jonas@example.org>']
    assert lost.sent_at is None
    assert "ProtocolError" in lost.trouble


def test_stopping_leaves_the_rest_due(cast: Cast, letter: Letter) -> None:
    write_letter(Letter.Kind.LINK, cast.priya, about=cast.priya)
    looks = iter([True, False])

    assert send_due(go_on=lambda: next(looks)).sent == 1
    assert Letter.objects.filter(sent_at=None).count() == 1


def test_the_command_does_one_round(cast: Cast, letter: Letter, capsys: pytest.CaptureFixture[str]) -> None:
    make_held_room(cast.amara, [cast.priya])

    call_command("send_due")

    assert capsys.readouterr().out == "1 sent, 0 no longer needed, 0 to be tried again.\n"
    assert CheckIn.objects.count() == 3


def test_scheduled_work_goes_on_after_one_communitys_trouble(cast: Cast) -> None:
    make_held_room(cast.amara, [cast.priya])

    with patch("juncture.practice.followup.scheduling.decision_at_table", side_effect=RuntimeError("broken")):
        do_scheduled_work()
    assert not CheckIn.objects.exists()

    do_scheduled_work()
    assert CheckIn.objects.count() == 3


def test_a_room_left_open_is_closed_and_asked_about(cast: Cast) -> None:
    room = make_held_room(cast.amara, [cast.priya], days_ago=1)
    assert room.closed_at is not None

    do_scheduled_work()

    assert CheckIn.objects.filter(room=Room.objects.get(pk=room.pk)).count() == 3


# -- several at once, on a real file --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_workers_at_the_same_time_send_each_letter_once(cast: Cast, real_file: None, workers: int) -> None:
    people = make_people(cast.community, 24)
    for member in people:
        write_letter(Letter.Kind.LINK, member, about=member)
    at_work = [Worker(interval=0.02) for _ in range(workers)]

    for worker in at_work:
        worker.start()
    _until(lambda: not Letter.objects.filter(sent_at=None).exists(), patience=60)
    for worker in at_work:
        worker.stop()

    got = [message.to[0] for message in mail.outbox]
    assert len(got) == len(set(got)) == 24


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_by_itself_and_stops_when_told(cast: Cast, real_file: None) -> None:
    worker = Worker(interval=0.05)
    worker.start()
    worker.start()
    try:
        write_letter(Letter.Kind.LINK, cast.jonas, about=cast.jonas)
        _until(lambda: len(mail.outbox) == 1)
    finally:
        worker.stop()
    write_letter(Letter.Kind.LINK, cast.priya, about=cast.priya)
    sleep(0.3)

    assert [message.to for message in mail.outbox] == [['"Jonas" <jonas@example.org>']]
    assert worker._thread is not None
    assert not worker._thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_worker_outlives_a_database_that_is_away(cast: Cast, real_file: None) -> None:
    write_letter(Letter.Kind.LINK, cast.jonas, about=cast.jonas)
    worker = Worker(interval=0.05)
    with patch("juncture.post.worker.send_due", side_effect=RuntimeError("away")) as away:
        worker.start()
        _until(lambda: away.call_count > 1)
    _until(lambda: len(mail.outbox) == 1)
    worker.stop()


def _until(holds: Any, patience: float = 30) -> None:
    end = monotonic() + patience
    while not holds():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.02)
