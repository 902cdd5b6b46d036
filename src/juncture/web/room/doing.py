"""A form of the room's page, as a command or a verb. The stream takes the same commands from scripts."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from juncture.live.events import KEY, KIND, Refused
from juncture.practice.moments.arriving import arrive
from juncture.practice.moments.closing import close_room
from juncture.practice.moments.models import FirstWin, Orientation, Room
from juncture.practice.moments.opening import follow_seats
from juncture.practice.moments.orienting import Card, write_orientation
from juncture.practice.moments.sending import send
from juncture.practice.moments.telling import Story, tell_first_win
from juncture.practice.moments.writing import clean
from juncture.practice.people.models import Member
from juncture.web.room.forms import OrientationForm, StoryForm


class NotFilledIn(Exception):
    """The form comes back with what is missing, and with everything that was typed."""

    def __init__(self, form: OrientationForm | StoryForm) -> None:
        super().__init__("form")
        self.form = form


def do(room: Room, member: Member, post: QueryDict) -> str:
    """Says that it was taken, where the page wouldn't show it by itself. Raises Refused or NotFilledIn; either way
    nothing that was typed is lost."""
    if post.get("as") and post["as"] != str(member.pk):
        raise Refused(
            "another_member",
            _(
                "Somebody else has come in by this browser since, and nothing was sent in their name. What you typed "
                "is kept below; open your own link again to send it."
            ),
        )
    act = _ACTS.get(post.get("do", ""), _command)
    return act(room, member, post) or ""


def form_sent(post: QueryDict) -> OrientationForm | StoryForm | None:
    """The card or the story that couldn't be taken, as it was filled in."""
    if post.get("do") == "orient":
        return OrientationForm(post)
    return _story_form(post) if post.get("do") == "tell" else None


def words_sent(post: QueryDict) -> list[str]:
    """What a person typed, whichever form it came from."""
    names = [name for name in post if name in _WORDS or name.startswith("text.")]
    return list(dict.fromkeys(words for name in names for words in post.getlist(name) if words.strip()))


def _story_form(post: QueryDict) -> StoryForm:
    return StoryForm(post, asks={name: name for name in ("before", "unlocked") if name in post})


def _arrive(room: Room, member: Member, post: QueryDict) -> None:
    arrive(room, by=member)


def _close(room: Room, member: Member, post: QueryDict) -> None:
    close_room(room, by=member)


def _orient(room: Room, member: Member, post: QueryDict) -> str:
    form = OrientationForm(post)
    if not form.is_valid():
        raise NotFilledIn(form)
    known = Orientation.objects.filter(room=room, member=member).exists()
    write_orientation(room, form.card(), form.clarity(), by=member)
    return _("Your changes are kept.") if known else ""


def _tell(room: Room, member: Member, post: QueryDict) -> str:
    form = _story_form(post)
    if not form.is_valid():
        raise NotFilledIn(form)
    known = FirstWin.objects.filter(room=room, member=member).exists()
    tell_first_win(room, form.story(), by=member, reach=form.cleaned_data["reach"])
    return _("Your changes are kept.") if known else ""


def _write_all(room: Room, member: Member, post: QueryDict) -> str:
    """Every answer of a page at once, for browsers without scripts: each is a command of its own."""
    kind = "pair_answer" if post.get("kind") == "pair_answer" else "write"
    follow_seats(room)
    for name in post:
        if name.startswith("text."):
            prompt = name.removeprefix("text.")
            payload: dict[str, Any] = {"step": post.get("step", ""), "prompt": prompt, "text": post[name]}
            if kind == "pair_answer":
                payload |= {"base": _number(post.get(f"base.{prompt}"))}
            send(room, kind, payload, by=member, key=_key(post, kind, payload))
    return _("Saved.")


def _add(room: Room, member: Member, post: QueryDict) -> str:
    """One more difference, question or other entry of which a person can make several."""
    step, _dot, prompt = post.get("prompt", "").rpartition(".")
    payload: dict[str, Any] = {"step": step, "prompt": prompt, "text": post.get("text", "")}
    if not clean(payload["text"]) and not post.get("entry"):
        raise Refused("empty", _("There is nothing to add yet. Write a few words first."), 422)
    if post.get("entry"):
        payload["entry"] = post["entry"]
    if about := about_of(post.get("about", "")):
        payload["about"] = about
    send(room, "write", payload, by=member, key=_key(post, "write", payload))
    return _("It is on the board.")


def _command(room: Room, member: Member, post: QueryDict) -> None:
    payload: dict[str, Any] = {
        "from": _number(post.get("from")),
        "turn": _number(post.get("turn")),
        "entry": post.get("entry", ""),
        "reason": post.get("reason", ""),
        "role": post.get("role", ""),
        "step": post.get("step", ""),
        "way": post.get("way", ""),
    }
    kind = post.get("do", "")
    if not KIND.fullmatch(kind):
        raise Refused(
            "unknown", _("This page is older than the room. Load it again; your text is kept."), 400
        )
    follow_seats(room)
    send(room, kind, payload, by=member, key=_key(post, kind, payload))


def about_of(text: str) -> list[Any] | None:
    """`12.write.signal` → the cell of member 12; anything else is about the board as a whole."""
    parts = text.split(".")
    if len(parts) != 3 or not parts[0].isascii() or not parts[0].isdigit() or len(parts[0]) > 18:
        return None
    return [int(parts[0]), parts[1], parts[2]]


def _key(post: QueryDict, kind: str, payload: Mapping[str, Any]) -> str:
    """Made with the page and what is asked: a form sent twice counts once, and a page one went back to, with other
    words in it or by its other button, asks for something else."""
    given = post.get("key", "")
    if not KEY.fullmatch(given) or len(given) > 40:
        return secrets.token_urlsafe(16)
    asked = json.dumps([kind, payload]).encode()
    return f"{given}.{hashlib.sha256(asked).hexdigest()[:15]}"


def _number(text: str | None) -> int | None:
    text = text or ""
    negative = text.startswith("-")
    digits = text[1:] if negative else text
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        return None
    return -int(digits) if negative else int(digits)


_WORDS = frozenset({"text", "reason", *vars(Story("")), *vars(Card())} - {"useful"})

_ACTS: Mapping[str, Callable[[Room, Member, QueryDict], str | None]] = {
    "arrive": _arrive,
    "close": _close,
    "orient": _orient,
    "tell": _tell,
    "write_all": _write_all,
    "add": _add,
}
