"""A member's context, when they can meet, and whom they would rather not meet."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import UnknownValue
from juncture.practice.people.models import (
    Block,
    ContextAnswer,
    Dimension,
    DimensionValue,
    FreeTime,
    Host,
    Member,
)


def give_context(member: Member, answers: Mapping[str, Sequence[str]], *, by: Host | Member | None) -> None:
    """Replace the member's answers on the dimensions named, by value keys; an empty list takes an answer back.

    Dimensions that are not named stay as they were. Raises UnknownValue, and changes nothing, when a value is
    none of its dimension's or when two are given where one is asked for.
    """
    with transaction.atomic():
        dimensions = {
            dimension.key: dimension
            for dimension in Dimension.objects.filter(community_id=member.community_id).prefetch_related(
                "values"
            )
        }
        for key, chosen in answers.items():
            _replace_answer(member, dimensions.get(key), key, chosen)
        record("context_given", by=by, noun=member, community_id=member.community_id)


def _replace_answer(member: Member, dimension: Dimension | None, key: str, chosen: Sequence[str]) -> None:
    if dimension is None:
        raise UnknownValue(f"“{key}” is not a dimension of this community.")
    if dimension.kind != Dimension.Kind.SEVERAL_OF and len(set(chosen)) > 1:
        raise UnknownValue(f"{dimension.label} takes one answer; {len(set(chosen))} were given.")
    by_key = {value.key: value for value in dimension.values.all()}
    unknown = [value for value in chosen if value not in by_key]
    if unknown:
        raise UnknownValue(f"“{unknown[0]}” is not a value of {dimension.label}.")
    wanted = {by_key[value].pk for value in chosen}
    had = ContextAnswer.objects.filter(member=member, value__dimension=dimension)
    had.exclude(value__in=wanted).delete()
    present = set(had.values_list("value_id", flat=True))
    ContextAnswer.objects.bulk_create(
        ContextAnswer(member=member, value_id=value) for value in sorted(wanted - present)
    )


def set_free_times(member: Member, times: Iterable[tuple[int, str]], *, by: Host | Member | None) -> None:
    """The half-days (weekday from Monday 0, part of the day) in which the member can usually meet."""
    wanted = set(times)
    with transaction.atomic():
        FreeTime.objects.filter(member=member).delete()
        FreeTime.objects.bulk_create(
            FreeTime(member=member, weekday=weekday, part=part) for weekday, part in sorted(wanted)
        )
        record("free_times_set", by=by, noun=member, community_id=member.community_id)


def block(member: Member, other: Member) -> Block:
    """`member` is never seated with `other`. Nobody but `member` is told, so the journal isn't either."""
    made, _ = Block.objects.get_or_create(member=member, blocked=other)
    return made


def unblock(member: Member, other: Member) -> None:
    Block.objects.filter(member=member, blocked=other).delete()


def with_context(members: QuerySet[Member]) -> QuerySet[Member]:
    """Members with employer and context at hand, in a fixed number of queries."""
    return members.select_related("employer").prefetch_related(
        Prefetch(
            "context",
            ContextAnswer.objects.select_related("value__dimension").order_by(
                "value__dimension__position", "value__position"
            ),
        )
    )


def context_words(member: Member) -> list[str]:
    """The member's context as short labels, in the community's order: "Series B", "Scale-up", "Team of one"."""
    return [answer.value.label for answer in member.context.all()]


def context_words_of(members: Iterable[int]) -> dict[int, list[str]]:
    """The same for many, by member; who has given none isn't there."""
    words: dict[int, list[str]] = {}
    answers = ContextAnswer.objects.filter(member__in=list(members)).order_by(
        "value__dimension__position", "value__position"
    )
    for member, label in answers.values_list("member_id", "value__label"):
        words.setdefault(member, []).append(label)
    return words


def dimensions_of(community_id: int) -> QuerySet[Dimension]:
    return Dimension.objects.filter(community_id=community_id).prefetch_related(
        Prefetch("values", DimensionValue.objects.order_by("position", "id"))
    )
