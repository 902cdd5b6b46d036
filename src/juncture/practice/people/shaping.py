"""A host changes the dimensions on which members describe their context."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import PeopleTrouble
from juncture.practice.people.models import Dimension, DimensionValue, Host

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


def reshape(dimension: Dimension, shape: Shape, *, by: Host) -> Dimension:
    """Change a dimension in place. Values keep what members answered as long as their label stays; a value
    that is left out takes its answers with it. The kind of a dimension that is answered can't change."""
    with transaction.atomic():
        answered = dimension.values.filter(answers__isnull=False).exists()
        if shape.kind != dimension.kind and answered:
            raise PeopleTrouble(
                f"Members have answered {dimension.label} already, so its kind stays. Add a new dimension instead."
            )
        dimension.label, dimension.question = shape.label, shape.question
        dimension.kind, dimension.weight = shape.kind, shape.weight
        dimension.save()
        _set_values(dimension, shape.values)
        record("dimension_reshaped", by=by, noun=dimension, community_id=by.community_id)
    return dimension


def remove_dimension(dimension: Dimension, *, by: Host) -> None:
    with transaction.atomic():
        record("dimension_removed", by=by, noun=dimension, community_id=by.community_id)
        dimension.delete()


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
