"""Which decisions pull the same way: statements in, tensions and singletons out, yesterday's names kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from juncture.engine.tensions.embedding import embed, words_of
from juncture.engine.tensions.joining import Distances, join
from juncture.engine.tensions.landscape import Id, Kept, Landscape, Params, Statement, Tension
from juncture.engine.wording import name_roads

_CUT = 0.86


def cluster(
    statements: Sequence[Statement],
    kept: Sequence[Kept] = (),
    params: Params | None = None,
    alone: Collection[Id] = (),
) -> Landscape:
    """What the host made stays as they made it; the machine only adds to it. `alone` names those the host set apart."""
    params = params or Params()
    if not statements:
        return Landscape()
    at = {statement.id: index for index, statement in enumerate(statements)}
    distances = _distances(statements, kept, at, params)
    seeds = _seeds(kept, at)
    cut = params.cut or _CUT
    groups = join(
        distances, cut, [seed for _, seed in seeds], frozenset(at[one] for one in alone if one in at)
    )
    named = _named(groups, statements, kept, at)
    tensions, singles = [], []
    for group, was in named:
        if len(group) < params.smallest and not (was and was.by_host):
            singles += [statements[member].id for member in group]
        else:
            tensions.append(_tension(group, was, statements, distances))
    tensions.sort(key=lambda tension: (-len(tension.members), tension.label))
    return Landscape(tuple(tensions), tuple(singles), cut)


def _distances(
    statements: Sequence[Statement], kept: Sequence[Kept], at: dict[Id, int], params: Params
) -> Distances:
    rows = embed([" ".join((one.text, *one.options)) for one in statements])
    distances = np.clip(1 - rows @ rows.T, 0, 1)
    for tension in kept:
        members = [at[member] for member in tension.members if member in at]
        distances[np.ix_(members, members)] *= 1 - params.stickiness
    return distances


def _seeds(kept: Sequence[Kept], at: dict[Id, int]) -> list[tuple[Kept, list[int]]]:
    seeds, taken = [], set[int]()
    for tension in kept:
        chosen = tension.fixed or (tension.members if tension.by_host else ())
        members = [at[member] for member in chosen if member in at and at[member] not in taken]
        taken.update(members)
        if members:
            seeds.append((tension, members))
    return seeds


def _named(
    groups: Iterable[list[int]], statements: Sequence[Statement], kept: Sequence[Kept], at: dict[Id, int]
) -> list[tuple[list[int], Kept | None]]:
    """Each earlier tension goes to the group that shares most with it; its fixed members decide first."""
    groups = list(groups)
    claims = []
    for order, tension in enumerate(kept):
        before = {at[member] for member in tension.members if member in at}
        fixed = {at[member] for member in tension.fixed if member in at}
        for index, group in enumerate(groups):
            shared = len(before & set(group))
            held = len(fixed & set(group))
            if held or (shared and 2 * shared >= min(len(before), len(group))):
                claims.append((-held, -shared / len(before | set(group)), order, index))
    owner: dict[int, Kept] = {}
    used = set[int]()
    for _, _, order, index in sorted(claims):
        if order not in used and index not in owner:
            owner[index] = kept[order]
            used.add(order)
    return [(group, owner.get(index)) for index, group in enumerate(groups)]


def _tension(
    group: list[int], was: Kept | None, statements: Sequence[Statement], distances: Distances
) -> Tension:
    middle = group[int(distances[np.ix_(group, group)].sum(axis=1).argmin())]
    members = tuple(statements[member].id for member in group)
    words = _shared_words([statements[member].text for member in group])
    return Tension(
        key=was.key if was else _new_key(members),
        label=was.label if was else label_of(statements[middle]),
        members=members,
        middle=statements[middle].id,
        words=words,
        reasons=(f"They share: {', '.join(words)}.",) if words else (),
        by_host=bool(was and was.by_host),
    )


def label_of(statement: Statement) -> str:
    """ "X or Y?", in the words of the person who wrote it."""
    roads = name_roads(statement.text, statement.options, statement.language)
    if len(roads) >= 2:
        label = f"{roads[0]} or {roads[1]}?"
    else:
        label = roads[0] + "?" if roads else " ".join(statement.text.split())
    label = label if len(label) <= 90 else label[:88].rsplit(" ", 1)[0] + " …"
    return label[:1].upper() + label[1:]


def _shared_words(texts: Sequence[str]) -> tuple[str, ...]:
    seen = Counter(word for text in texts for word in set(words_of(text)))
    return tuple(word for word, count in seen.most_common(4) if count > 1)


def _new_key(members: Sequence[Id]) -> str:
    return hashlib.sha256("\n".join(map(str, sorted(members, key=str))).encode()).hexdigest()[:12]
