"""A group's call, from its subtitles to what its speakers choose to keep.

A host brings the file and says which voice is whose. From then on it belongs to those who spoke: each sees the
sentences found in their own words, and keeps or drops them before anybody else sees them. The text itself is dropped
once all have answered, unless everybody agreed that the group keeps it; after two weeks it is dropped anyway.

CallTrouble       its text is meant for the host
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.engine.transcripts import (
    NOBODY,
    Call,
    CallReading,
    TranscriptError,
    read_call,
    read_talk,
    suggest_members,
)
from juncture.practice.journal.recording import record
from juncture.practice.letters.models import Letter
from juncture.practice.letters.writing import write_letter
from juncture.practice.moments.models import CallImport, CallPiece, CallSpeaker, Publication, Room
from juncture.practice.people.models import Host, Member

MOST_BYTES = 20_000_000
MOST_SPEAKERS = 60
MOST_CUES = 4_000  # a group's evening has about two thousand; more would keep the host, and others, waiting
MOST_PIECES = 40  # for one speaker
LONGEST_PIECE = 2000
TIME_TO_ANSWER = timedelta(days=14)


class CallTrouble(Exception):
    """The call can't be taken in like this."""


def import_call(room: Room, raw: bytes, *, by: Host, language: str = "en") -> CallImport:
    """Read whole and bounded. Nobody but the host's matching page sees a name, and nobody a word, from here."""
    if not Publication.objects.filter(moment=room.moment_id).exists():
        raise CallTrouble(_("The groups of this moment aren't published yet, so there was no call."))
    if len(raw) > MOST_BYTES:
        raise CallTrouble(
            _("The file is larger than 20 MB; a call's subtitles have less than one. Is it the recording?")
        )
    try:
        call = read_call(_decoded(raw))
    except TranscriptError as error:
        raise CallTrouble(str(error)) from error
    if len(call.speakers) > MOST_SPEAKERS:
        raise CallTrouble(
            _("There are %(count)s voices in it. One group's call is needed, not the whole event's.")
            % {"count": len(call.speakers)}
        )
    if call.cues > MOST_CUES:
        raise CallTrouble(
            _(
                "This has %(count)s pieces of subtitle, more than a long evening of talk. One group's call is needed."
            )
            % {"count": f"{call.cues:,}"}
        )
    reading = read_talk(call, language)
    numbers = {speaker: number for number, speaker in enumerate(call.speakers)}
    try:
        with transaction.atomic():
            made = CallImport.objects.create(
                room=room,
                by=by,
                figures=_figures(call, reading),
                turns=[[numbers[turn.speaker], round(turn.start), turn.text] for turn in call.turns],
                found=[
                    [numbers[one.said.speaker], one.kind, round(one.said.at), one.said.text[:LONGEST_PIECE]]
                    for one in reading.candidates
                ],
                left_out=(call.left_out or "")[:200],
            )
            CallSpeaker.objects.bulk_create(
                CallSpeaker(call=made, number=number, label=speaker[:120])
                for speaker, number in numbers.items()
            )
            record("call_imported", by=by, noun=made, community_id=room.moment.community_id)
    except IntegrityError as error:
        raise CallTrouble(_("This room has a call already.")) from error
    return made


def withdraw_call(call: CallImport, *, by: Host) -> None:
    """The wrong file: everything of it is gone. Once its speakers were told it is theirs, not the host's."""
    with transaction.atomic():
        call = CallImport.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if call.matched_at:
            raise CallTrouble(_("Its speakers were told already, so what becomes of it is theirs to say."))
        record("call_withdrawn", by=by, noun=call, community_id=call.room.moment.community_id)
        call.delete()


def people_of(room: Room) -> QuerySet[Member]:
    """Whoever has a seat in the group or came into its room."""
    seated = Q(seats__group__room=room) | Q(attendances__room=room)
    return Member.objects.filter(seated, departed_at=None).distinct().order_by("name", "pk")


def suggested(call: CallImport) -> dict[int, int | None]:
    """Whose voice each may be, by name; to be confirmed."""
    members = {str(member.pk): member.name for member in people_of(call.room)}
    speakers = {speaker.number: speaker.label for speaker in call.speakers.all()}
    found = suggest_members(set(speakers.values()) - {NOBODY}, members)
    nearest = {number: found.get(label) for number, label in speakers.items()}
    return {number: int(key) if key else None for number, key in nearest.items()}


def match_speakers(call: CallImport, whose: Mapping[int, int | None], *, by: Host) -> None:
    """Each voice is a member's or nobody's. What nobody's voice said is gone at once; the others are told by mail."""
    with transaction.atomic():
        call = CallImport.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if call.matched_at:
            raise CallTrouble(_("The voices of this call are matched already."))
        people = {member.pk: member for member in people_of(call.room)}
        matched = {number: people[pk] for number, pk in whose.items() if pk in people}
        if not matched:
            raise CallTrouble(_("Say of at least one voice whose it is."))
        for speaker in call.speakers.filter(number__in=matched):
            speaker.member, speaker.label = matched[speaker.number], ""
            speaker.save(update_fields=["member", "label"])
        call.speakers.filter(member=None).delete()
        _offer(call, matched)
        call.turns = [turn for turn in call.turns or () if turn[0] in matched]
        call.found, call.matched_at = None, timezone.now()
        call.save(update_fields=["turns", "found", "matched_at"])
        for member in set(matched.values()):
            write_letter(Letter.Kind.CALL, member, about=call)
        record("call_matched", by=by, noun=call, community_id=call.room.moment.community_id)


def calls_of(member: Member) -> QuerySet[CallImport]:
    """The calls in which somebody said: this voice is theirs."""
    voices = CallSpeaker.objects.filter(call=OuterRef("pk"), member=member)
    waiting = voices.filter(agreed_at=None, refused_at=None)
    return (
        CallImport.objects.filter(Exists(voices), matched_at__isnull=False)
        .annotate(waits=Exists(waiting))
        .select_related("room__moment__community")
        .order_by("-at")
    )


def calls_waiting_for(member: Member) -> QuerySet[CallImport]:
    """Those in which they have neither agreed nor refused yet."""
    waiting = CallSpeaker.objects.filter(call=OuterRef("pk"), member=member, agreed_at=None, refused_at=None)
    return calls_of(member).filter(Exists(waiting))


def call_of(member: Member, call_id: int) -> CallImport | None:
    return calls_of(member).filter(pk=call_id).first()


def pieces_of(call: CallImport, member: Member) -> QuerySet[CallPiece]:
    """One's own, those dropped left out."""
    return CallPiece.objects.filter(call=call, member=member, dropped_at=None)


def answer_call(
    call: CallImport, *, keep: Collection[int], keep_text: bool, by: Member, at: datetime | None = None
) -> None:
    """The pieces in `keep` are their group's to read from now on, the others are gone. Answered again it holds anew,
    but for what is gone."""
    now = at or timezone.now()
    with transaction.atomic():
        call = CallImport.objects.select_for_update(of=("self",)).get(pk=call.pk)
        mine = pieces_of(call, by)
        mine.filter(pk__in=keep, accepted_at=None).update(accepted_at=now)
        mine.exclude(pk__in=keep).update(text="", accepted_at=None, dropped_at=now)
        call.speakers.filter(member=by).update(
            agreed_at=now if keep_text else None, refused_at=None if keep_text else now
        )
        _settle_text(call, now)
        record("call_answered", by=by, noun=call, community_id=by.community_id)


def kept_pieces(room: Room) -> QuerySet[CallPiece]:
    """What speakers chose to keep, for those who sat there."""
    kept = CallPiece.objects.filter(call__room=room, accepted_at__isnull=False, dropped_at=None)
    return kept.select_related("member")


def kept_text(call: CallImport) -> list[tuple[Member, int, str]]:
    """The whole text, where everybody agreed: who, at which second, and what."""
    if call.kept_at is None or call.turns is None:
        return []
    people = {one.number: one.member for one in call.speakers.select_related("member") if one.member}
    return [(people[number], at, text) for number, at, text in call.turns if number in people]


def drop_unanswered(now: datetime | None = None) -> int:
    """For the scheduled work: after two weeks silence is a no. A call nobody matched is gone whole."""
    now = now or timezone.now()
    old = CallImport.objects.filter(at__lt=now - TIME_TO_ANSWER)
    unmatched, _each = old.filter(matched_at=None).delete()
    late = list(CallImport.objects.filter(matched_at__lt=now - TIME_TO_ANSWER, dropped_at=None, kept_at=None))
    for call in late:
        with transaction.atomic():
            call.pieces.filter(accepted_at=None, dropped_at=None).update(text="", dropped_at=now)
            call.speakers.filter(agreed_at=None, refused_at=None).update(refused_at=now)
            _drop_text(call, now)
    return unmatched + len(late)


def _settle_text(call: CallImport, now: datetime) -> None:
    """One no is enough to drop the text, also later; it stays only where everybody has said yes."""
    if call.speakers.filter(refused_at__isnull=False).exists():
        _drop_text(call, now)
    elif call.turns is not None and not call.speakers.filter(agreed_at=None).exists():
        call.kept_at = call.kept_at or now
        call.save(update_fields=["kept_at"])


def _drop_text(call: CallImport, now: datetime) -> None:
    call.turns, call.kept_at, call.dropped_at = None, None, call.dropped_at or now
    call.save(update_fields=["turns", "kept_at", "dropped_at"])


def _offer(call: CallImport, matched: Mapping[int, Member]) -> None:
    offered: dict[int, set[str]] = {}
    made = []
    for number, kind, seconds, text in call.found or ():
        member = matched.get(number)
        if member is None:
            continue
        had = offered.setdefault(member.pk, set())
        if text in had or len(had) >= MOST_PIECES:
            continue
        had.add(text)
        made.append(CallPiece(call=call, member=member, kind=kind, seconds=seconds, text=text))
    CallPiece.objects.bulk_create(made)


def _figures(call: Call, reading: CallReading) -> dict[str, Any]:
    """Shares from the fullest voice to the quietest, and counts. Whose they are is not kept."""
    before = reading.before_summary
    return {
        "shares": [round(voice.share, 3) for voice in reading.voices],
        "minutes": round(
            (max(turn.end for turn in call.turns) - min(turn.start for turn in call.turns)) / 60
        ),
        "turns": len(call.turns),
        "sentences": reading.sentences,
        "advice_share": round(reading.advice_share, 3),
        "found": {
            kind: sum(one.kind == kind for one in reading.candidates) for kind in CallPiece.Kind.values
        },
        "before_summary": asdict(before) if before else None,
    }


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return raw.decode(encoding, errors="replace")
