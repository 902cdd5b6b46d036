"""Which decisions pull the same way: statements in, tensions and singletons out, yesterday's names kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from juncture.engine.tensions.cutting import choose_cut
from juncture.engine.tensions.joining import join, without_loose
from juncture.engine.tensions.landscape import Id, Kept, Landscape, Params, Statement, Tension
from juncture.engine.tensions.likeness import (
    Distances,
    Encoder,
    Shares,
    distances,
    telling_words,
    weighed,
)
from juncture.engine.tensions.placing import place
from juncture.engine.wording import name_roads
from juncture.engine.wording.roads import small_first
from juncture.engine.wording.tradeoffs import framed, trade_offs

CLEAR = 0.2
"""The share a known trade-off must have of what a group says, where it is the first of half of them, to be its name."""
AHEAD = 2
FAINT = 0.15
"""Or it has this share, and is so many times ahead of the next."""
LOOSE = 0.95
"""Whoever lies farther from the others of a group than this part of the cut is left alone (docs/wording.md)."""
_SEVERAL = 3


def cluster(
    statements: Sequence[Statement],
    kept: Sequence[Kept] = (),
    params: Params | None = None,
    alone: Collection[Id] = (),
    encoder: Encoder | None = None,
) -> Landscape:
    """What the host made stays as they made it; the machine only adds to it.

    `alone` names the statements the host set apart. `encoder` may be a larger model's: texts in, rows out.
    """
    params = params or Params()
    if not statements:
        return Landscape()
    at = {statement.id: index for index, statement in enumerate(statements)}
    shares = weighed(statements)
    plain = distances(statements, shares, encoder)
    sticky = _sticky(plain, kept, at, params)
    seeds = [seed for _, seed in _seeds(kept, at)]
    apart = frozenset(at[one] for one in alone if one in at)
    before = [[at[member] for member in tension.members if member in at] for tension in kept]
    cut = params.cut or choose_cut(plain, before)
    held = {member for seed in seeds for member in seed}
    groups = without_loose(sticky, join(sticky, cut, seeds, apart), LOOSE * cut, held)
    telling = [frozenset(telling_words(statement.text)) for statement in statements]
    overall = Counter(word for words in telling for word in words)
    tensions, singles = [], []
    for group, was in _named(groups, kept, at):
        if len(group) < params.smallest and not (was and was.by_host):
            singles += [statements[member].id for member in group]
        else:
            middle = statements[group[int(plain[np.ix_(group, group)].sum(axis=1).argmin())]]
            words = _shared_words([telling[member] for member in group], overall)
            theirs = [statements[member] for member in group]
            weighs = known_trade_off(shares[group], _spoken(theirs))
            tensions.append(_tension(tuple(one.id for one in theirs), was, middle, words, weighs))
    tensions.sort(key=lambda tension: (-len(tension.members), tension.label))
    places = dict(zip(at, place(sticky), strict=True))
    return Landscape(tuple(tensions), tuple(singles), round(cut, 3), places)


def _sticky(plain: Distances, kept: Sequence[Kept], at: dict[Id, int], params: Params) -> Distances:
    """Who was together stays together more easily, so that three new decisions don't turn the map over."""
    sticky = plain.copy()
    for tension in kept:
        members = [at[member] for member in tension.members if member in at]
        sticky[np.ix_(members, members)] *= 1 - params.stickiness
    return sticky


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
    groups: Iterable[list[int]], kept: Sequence[Kept], at: dict[Id, int]
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
    members: tuple[Id, ...], was: Kept | None, middle: Statement, words: tuple[str, ...], weighs: str | None
) -> Tension:
    reasons = [f"Most of them weigh this: {weighs}"] if weighs else []
    if words:
        reasons.append(f"They share: {', '.join(words)}.")
    return Tension(
        key=was.key if was else _new_key(members),
        label=was.label if was else weighs or label_of(middle),
        members=members,
        middle=middle.id,
        words=words,
        reasons=tuple(reasons),
        by_host=bool(was and was.by_host),
    )


def _spoken(group: Sequence[Statement]) -> str:
    """The language most of a group wrote in."""
    return Counter(statement.language for statement in group).most_common(1)[0][0]


def known_trade_off(shares: Shares, language: str = "en") -> str | None:
    """The name of the trade-off that several speak of clearly; None where that can't be said."""
    if len(shares) < _SEVERAL:
        return None
    overall = shares.mean(axis=0)
    best = int(overall.argmax())
    next_best = float(np.partition(overall, -2)[-2])
    clear = overall[best] >= CLEAR and 2 * (shares.argmax(axis=1) == best).sum() >= len(shares)
    ahead = overall[best] >= FAINT and overall[best] >= AHEAD * next_best
    return trade_offs().label(best, language) if clear or ahead else None


def label_of(statement: Statement) -> str:
    """ "X or Y?", in the words of the person who wrote it."""
    roads = name_roads(statement.text, statement.options, statement.language)
    if len(roads) >= 2:
        second = small_first(roads[1], statement.text, statement.language)
        label = framed(roads[0], second, statement.language)
    else:
        label = roads[0] + "?" if roads else " ".join(statement.text.split())
    label = label if len(label) <= 90 else label[:88].rsplit(" ", 1)[0] + " …"
    return label[:1].upper() + label[1:]


def _shared_words(telling: Sequence[frozenset[str]], overall: Counter[str]) -> tuple[str, ...]:
    """Words several of them use, those first that the others don't."""
    inside = Counter(word for words in telling for word in words)
    several = [word for word, times in inside.items() if times > 1]
    return tuple(sorted(several, key=lambda word: (-(inside[word] ** 2) / overall[word], word))[:4])


def _new_key(members: Sequence[Id]) -> str:
    return hashlib.sha256("\n".join(map(str, sorted(members, key=str))).encode()).hexdigest()[:12]
