"""A host changes the dimensions on which members describe their context."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.models import ContextAnswer, Dimension, DimensionValue, Host, Member

MOST_DIMENSIONS = 8
MOST_VALUES = 24


@dataclass(frozen=True)
class Shape:
    """How a dimension is to be: `values` are labels in order."""

    label: str
    question: str
    kind: str
    weight: float
    values: tuple[str, ...]


def add_dimension(shape: Shape, *, by: Host) -> Dimension:
    with transaction.atomic():
        had = Dimension.objects.filter(community_id=by.community_id)
        if had.count() >= MOST_DIMENSIONS:
            raise PeopleTrouble(
                f"A community has up to {MOST_DIMENSIONS} dimensions, so that intake stays short. Remove one first."
            )
        dimension = Dimension.objects.create(
            community=by.community,
            key=_free_key(shape.label, set(had.values_list("key", flat=True))),
            label=shape.label,
            question=shape.question,
            kind=shape.kind,
            weight=shape.weight,
            position=had.count(),
        )
        _set_values(dimension, shape.values)
        record("dimension_added", by=by, noun=dimension, community_id=by.community_id)
    return dimension


@dataclass(frozen=True)
class Shed:
    """What was lost with a dimension or with some of its values, in plain values, so that it can be put back."""

    dimension: Mapping[str, Any]
    values: Sequence[Sequence[Any]]  # key, label, position
    answers: Sequence[Sequence[Any]]  # member, value key

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)


def reshape(dimension: Dimension, shape: Shape, *, by: Host) -> Shed | None:
    """Change a dimension in place. Values keep what members answered as long as their label stays; a value
    that is left out takes its answers with it, and these are returned. The kind of a dimension that is answered
    can't change."""
    with transaction.atomic():
        answered = dimension.values.filter(answers__isnull=False).exists()
        if shape.kind != dimension.kind and answered:
            raise PeopleTrouble(
                f"Members have answered {dimension.label} already, so its kind stays. Add a new dimension instead."
            )
        staying = {label.casefold() for label in shape.values}
        shed = _shed(
            dimension, [each for each in dimension.values.all() if each.label.casefold() not in staying]
        )
        dimension.label, dimension.question = shape.label, shape.question
        dimension.kind, dimension.weight = shape.kind, shape.weight
        dimension.save()
        _set_values(dimension, shape.values)
        record("dimension_reshaped", by=by, noun=dimension, community_id=by.community_id)
    return shed if shed.answers else None


def remove_dimension(dimension: Dimension, *, by: Host) -> Shed:
    with transaction.atomic():
        shed = _shed(dimension, list(dimension.values.all()))
        record("dimension_removed", by=by, noun=dimension, community_id=by.community_id)
        dimension.delete()
    return shed


def put_back(shed: Shed, *, by: Host) -> Dimension:
    """The dimension, its values and what members answered on them; what was answered anew since stays."""
    with transaction.atomic():
        dimension, _new = Dimension.objects.get_or_create(
            community=by.community, key=shed.dimension["key"], defaults=dict(shed.dimension)
        )
        values = {value.key: value for value in dimension.values.all()}
        for key, label, position in shed.values:
            if key not in values:
                values[key] = DimensionValue.objects.create(
                    dimension=dimension, key=key, label=label, position=position
                )
        _answer_again(dimension, shed, values)
        record("dimension_restored", by=by, noun=dimension, community_id=by.community_id)
    return dimension


def answers_on(dimension: Dimension) -> int:
    """How many members have answered."""
    answers = ContextAnswer.objects.filter(value__dimension=dimension, member__departed_at=None)
    return answers.values("member").distinct().count()


def _shed(dimension: Dimension, values: Sequence[DimensionValue]) -> Shed:
    answers = ContextAnswer.objects.filter(value__in=values).values_list("member_id", "value__key")
    return Shed(
        dimension={
            "key": dimension.key,
            "label": dimension.label,
            "question": dimension.question,
            "kind": dimension.kind,
            "weight": dimension.weight,
            "position": dimension.position,
        },
        values=[[value.key, value.label, value.position] for value in values],
        answers=[list(answer) for answer in answers],
    )


def _answer_again(dimension: Dimension, shed: Shed, values: Mapping[str, DimensionValue]) -> None:
    several = dimension.kind == Dimension.Kind.SEVERAL_OF
    anew = set(ContextAnswer.objects.filter(value__dimension=dimension).values_list("member_id", flat=True))
    here = set(Member.objects.filter(community_id=dimension.community_id).values_list("pk", flat=True))
    ContextAnswer.objects.bulk_create(
        [
            ContextAnswer(member_id=member, value=values[key])
            for member, key in shed.answers
            if member in here and (several or member not in anew)
        ],
        ignore_conflicts=True,
    )


def _set_values(dimension: Dimension, labels: tuple[str, ...]) -> None:
    if not 2 <= len(labels) <= MOST_VALUES:
        raise PeopleTrouble(f"A dimension has 2 to {MOST_VALUES} values; {len(labels)} were given.")
    if len({label.casefold() for label in labels}) < len(labels):
        raise PeopleTrouble("Two values have the same name.")
    had = {value.label.casefold(): value for value in dimension.values.all()}
    keys = {value.key for value in had.values()}
    kept = []
    for position, label in enumerate(labels):
        value = had.get(label.casefold())
        if value is None:
            value = DimensionValue(dimension=dimension, key=_free_key(label, keys))
            keys.add(value.key)
        value.label, value.position = label, position
        value.save()
        kept.append(value.pk)
    dimension.values.exclude(pk__in=kept).delete()


def _free_key(label: str, taken: set[str]) -> str:
    stem = slugify(label)[:34] or "value"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
