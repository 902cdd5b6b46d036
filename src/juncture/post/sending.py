"""Letters that are due leave, one by one, each by one worker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError
from django.db import connection as database
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from juncture.post.letters import write
from juncture.post.mail import as_read_by, message_for
from juncture.practice.letters.models import Letter

# A worker that claimed a letter and didn't say what became of it has died. Far longer than sending takes.
FORGOTTEN_AFTER = timedelta(minutes=10)
PATIENCE = 30  # seconds for the mail server to answer
# After the nth failure it is tried again so much later; after the last of them no more.
AGAIN_AFTER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]

log = logging.getLogger("juncture.post")


@dataclass
class Sent:
    sent: int = 0
    dropped: int = 0
    failed: int = 0


def send_due(now: datetime | None = None, *, go_on: Callable[[], bool] = lambda: True) -> Sent:
    """Send what is due until nothing is, or `go_on` says stop. Any number of workers may do so at once."""
    count, connection = Sent(), get_connection(timeout=PATIENCE)
    try:
        while go_on() and (letter := claim(now or timezone.now())):
            with scope(community=letter.community):
                _deliver(letter, connection, count)
    finally:
        connection.close()
    return count


def claim(now: datetime) -> Letter | None:
    """The next letter that is due, ours alone from here on: of two workers that see it, one changes the row."""
    with scopes_disabled():
        while letter := _waiting(now).order_by("due_at", "id").first():
            ours = _waiting(now).filter(pk=letter.pk, claimed_at=letter.claimed_at)
            if ours.update(claimed_at=now, tries=F("tries") + 1):
                letter.claimed_at, letter.tries = now, letter.tries + 1
                return letter
    return None


def _waiting(now: datetime) -> QuerySet[Letter]:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - FORGOTTEN_AFTER)
    due = Letter.objects.filter(free, sent_at=None, dropped_at=None, due_at__lte=now)
    return due.select_related("community", "member__community")


def _deliver(letter: Letter, connection: BaseEmailBackend, count: Sent) -> None:
    try:
        with as_read_by(letter.member):
            mail = write(letter)
            message = message_for(letter, mail) if mail else None
        if message is None:
            _settle(letter, dropped_at=timezone.now())
            count.dropped += 1
            return
        message.connection = connection
        message.send()
    except Exception as trouble:  # one letter's trouble, of whatever kind, is not the next one's
        connection.close()
        _keep_trouble(letter, trouble)
        count.failed += 1
    else:
        _remember_sent(letter)
        count.sent += 1


def _remember_sent(letter: Letter) -> None:
    """Once it has left it must not leave again, so a database that is locked or away for a moment is waited for."""
    for pause in (0.2, 1, 5, 20, 60):
        try:
            return _settle(letter, sent_at=timezone.now(), trouble="")
        except OperationalError:
            log.warning("letter %s was sent, the database can't note it yet", letter.pk)
            database.close()
            time.sleep(pause)
    _settle(letter, sent_at=timezone.now(), trouble="")


def _keep_trouble(letter: Letter, trouble: Exception) -> None:
    log.warning("letter %s (%s) was not sent: %s", letter.pk, letter.kind, trouble)
    words = f"{type(trouble).__name__}: {trouble}"[:1000]
    if letter.tries > len(AGAIN_AFTER):
        _settle(letter, trouble=words, dropped_at=timezone.now())
    else:
        due_at = timezone.now() + AGAIN_AFTER[letter.tries - 1]
        _settle(letter, trouble=words, due_at=due_at, claimed_at=None)


def _settle(letter: Letter, **fields: object) -> None:
    """Only while the claim is still ours: after ten minutes another worker may hold the letter."""
    Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at).update(**fields)
