"""Why this group, why this person here, why no seat: reasons drawn from the same values the search used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from juncture.engine.grouping.floor import Floor
from juncture.engine.grouping.result import Clash, Reason, Unseated
from juncture.engine.grouping.ruling import same_house
from juncture.engine.grouping.scoring import Members, Weighed


def group_reasons(weighed: Weighed, members: Members, slot: str | None) -> tuple[Reason, ...]:
    """What they share, where they differ, which rules shaped the group."""
    return (
        *_what_they_share(weighed, members),
        *_where_they_differ(weighed, members),
        *_which_rules(weighed, members, slot),
    )


def person_reasons(floor: Floor, at: int, number: int) -> tuple[Reason, ...]:
    """Why this person is here rather than elsewhere; never empty."""
    weighed, members = floor.weighed, floor.tables[number]
    people = weighed.problem.people
    person = people[at]
    others = [other for other in members if other != at]
    reasons: list[Reason] = []
    if person.id in weighed.problem.rules.facilitators:
        reasons.append(_reason("holds_group", person=person.label))
    elif person.id in weighed.problem.rules.pins:
        reasons.append(_reason("placed_by_hand", person=person.label))
    reasons += _person_and_tension(weighed, at, others)
    reasons += _person_and_contexts(weighed, at, others)
    if weighed.problem.met and not any(_times_met(weighed, at, other) for other in others):
        reasons.append(_reason("new_faces", person=person.label))
    reasons += _against_other_groups(floor, at, number)
    return tuple(reasons) or (_reason("completes_size", person=person.label, size=len(members)),)


def unseated_reasons(floor: Floor, left: Sequence[int]) -> tuple[Unseated, ...]:
    """For everyone without a seat, the plainest thing that stood in the way."""
    people = floor.weighed.problem.people
    return tuple(Unseated(people[at].id, (_why_unseated(floor, at, left),)) for at in left)


def clashes(weighed: Weighed, left: Sequence[int], tables: Mapping[int, Members]) -> tuple[Clash, ...]:
    """Which rules can't hold together, for whom. Whatever is named here holds for any grouping."""
    found = [*_pin_clashes(weighed), *_size_clashes(weighed), *_time_clashes(weighed, left)]
    for number, table in tables.items():
        found += broken_rules(weighed, number, table)
    if left:
        found += _crowd_clashes(weighed, left, tables)
        found += _facilitator_clashes(weighed)
        if not found:
            ids = tuple(weighed.problem.people[at].id for at in left)
            names = [weighed.problem.people[at].label for at in left]
            found.append(Clash(("slots", "apart"), ids, _reason("rules_leave_over", people=names)))
    return tuple(found)


def broken_rules(weighed: Weighed, number: int, members: Members, shape: bool = True) -> list[Clash]:
    """The rules this group breaks. Only groups made by hand can; `shape` includes size and facilitator."""
    rulebook, problem = weighed.rulebook, weighed.problem
    ids = tuple(problem.people[at].id for at in members)
    found = []
    for first, one in enumerate(members):
        for other in members[first + 1 :]:
            if rulebook.apart[one, other]:
                pair = (problem.people[one].id, problem.people[other].id)
                found.append(Clash(("apart",), pair, _why_apart(weighed, one, other)))
    if not np.bitwise_and.reduce(rulebook.masks[list(members)], axis=0).any():
        found.append(Clash(("slots",), ids, _reason("no_common_time", number=number)))
    for at in members:
        if rulebook.pins[at] not in (0, number):
            reason = _reason(
                "fixed_elsewhere", person=problem.people[at].label, number=int(rulebook.pins[at])
            )
            found.append(Clash(("pins",), (problem.people[at].id,), reason))
    if shape:
        found += _misshapen(weighed, number, members)
    return found


def _misshapen(weighed: Weighed, number: int, members: Members) -> list[Clash]:
    low, high = weighed.problem.rules.sizes
    ids = tuple(weighed.problem.people[at].id for at in members)
    found = []
    if not low <= len(members) <= high:
        reason = _reason("size_out_of_range", number=number, size=len(members), low=low, high=high)
        found.append(Clash(("sizes",), ids, reason))
    if weighed.problem.rules.facilitator_each and not weighed.rulebook.facilitators[list(members)].any():
        found.append(Clash(("facilitator_each",), ids, _reason("nobody_facilitates", number=number)))
    return found


def _why_apart(weighed: Weighed, one: int, other: int) -> Reason:
    """An employer may be named as the reason; a block between two people never is."""
    people = weighed.problem.people
    names = _labels(weighed, (one, other))
    houses = [same_house(people[at].employer or "") for at in (one, other)]
    if weighed.problem.rules.employer_apart and houses[0] and houses[0] == houses[1]:
        return _reason("same_employer", people=names, employer=people[one].employer)
    for rivals in weighed.problem.rules.competitors:
        if {*houses} <= {same_house(name) for name in rivals} and houses[0] != houses[1]:
            return _reason("competing_employers", people=names)
    return _reason("kept_apart", people=names)


def _reason(code: str, **values: object) -> Reason:
    return Reason(code, values)


def _labels(weighed: Weighed, members: Sequence[int]) -> list[str]:
    return [weighed.problem.people[at].label for at in members]


def _times_met(weighed: Weighed, one: int, other: int) -> int:
    people = weighed.problem.people
    return weighed.problem.met.get(frozenset((people[one].id, people[other].id)), 0)


def _what_they_share(weighed: Weighed, members: Members) -> list[Reason]:
    people = weighed.problem.people
    reasons = []
    tensions: dict[str, list[str]] = defaultdict(list)
    for at in members:
        if people[at].tension:
            tensions[str(people[at].tension)].append(people[at].label)
    for tension, names in sorted(tensions.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(names) > 1:
            reasons.append(_reason("same_tension", people=names, tension=tension))
    for dimension in weighed.problem.dimensions:
        answers = [set(people[at].context.get(dimension.key, ())) for at in members]
        for value in dimension.values:
            if all(value in answer for answer in answers):
                reasons.append(_reason("shared_context", dimension=dimension.key, value=value))
    return reasons


def _where_they_differ(weighed: Weighed, members: Members) -> list[Reason]:
    people = weighed.problem.people
    reasons = _opposite_leans(weighed, members)
    for dimension in weighed.problem.dimensions:
        given = {value for at in members for value in people[at].context.get(dimension.key, ())}
        present = [value for value in dimension.values if value in given]
        if len(present) < 2:
            continue
        if dimension.kind == "ordered":
            reasons.append(
                _reason("context_spread", dimension=dimension.key, first=present[0], last=present[-1])
            )
        else:
            reasons.append(_reason("context_mix", dimension=dimension.key, values=present))
    return reasons


def _opposite_leans(weighed: Weighed, members: Members) -> list[Reason]:
    """One pair for each tension: the pair that has most in common besides."""
    people = weighed.problem.people
    best: dict[str, tuple[int, tuple[int, int]]] = {}
    for at_first, one in enumerate(members):
        for other in members[at_first + 1 :]:
            first, second = people[one], people[other]
            if not first.tension or first.tension != second.tension:
                continue
            if not first.lean or not second.lean or first.lean == second.lean:
                continue
            common = len(_in_common(weighed, one, other))
            if first.tension not in best or common > best[first.tension][0]:
                best[first.tension] = (common, (one, other))
    reasons = []
    for tension, (_, (one, other)) in sorted(best.items()):
        values: dict[str, object] = {
            "people": _labels(weighed, (one, other)),
            "tension": tension,
            "leans": [people[one].lean, people[other].lean],
        }
        shared = _in_common(weighed, one, other)
        if shared:
            values["dimension"], values["shared"] = shared[0]
        reasons.append(Reason("differing_leans", values))
    return reasons


def _in_common(weighed: Weighed, one: int, other: int) -> list[tuple[str, str]]:
    first, second = (weighed.problem.people[at].context for at in (one, other))
    return [
        (dimension.key, value)
        for dimension in weighed.problem.dimensions
        for value in dimension.values
        if value in first.get(dimension.key, ()) and value in second.get(dimension.key, ())
    ]


def _which_rules(weighed: Weighed, members: Members, slot: str | None) -> list[Reason]:
    people = weighed.problem.people
    rules = weighed.problem.rules
    reasons = []
    if slot is not None:
        reasons.append(_reason("slot", slot=slot))
    able = [people[at].label for at in members if people[at].facilitator]
    if able:
        reasons.append(_reason("facilitated", people=able))
    ahead = [people[at].label for at in members if people[at].further_along]
    if ahead:
        reasons.append(_reason("further_along", people=ahead))
    pinned = [people[at].label for at in members if people[at].id in rules.fixed]
    if pinned:
        reasons.append(_reason("pinned", people=pinned))
    reasons += _houses(weighed, members)
    if weighed.problem.met:
        reasons += _meetings(weighed, members)
    return reasons


def _houses(weighed: Weighed, members: Members) -> list[Reason]:
    people = weighed.problem.people
    here = {
        same_house(str(people[at].employer)): str(people[at].employer)
        for at in members
        if people[at].employer
    }
    reasons = []
    crowded = [name for house, name in here.items() if len(weighed.rulebook.by_employer.get(house, ())) > 1]
    if weighed.problem.rules.employer_apart and crowded:
        reasons.append(_reason("employers_apart", employers=sorted(crowded)))
    for rivals in sorted(weighed.problem.rules.competitors, key=sorted):
        named = {
            same_house(name): name for name in rivals if same_house(name) in weighed.rulebook.by_employer
        }
        present = sorted(name for house, name in named.items() if house in here)
        elsewhere = sorted(name for house, name in named.items() if house not in here)
        if present and elsewhere:
            reasons.append(_reason("competitors_apart", here=present, elsewhere=elsewhere))
    return reasons


def _meetings(weighed: Weighed, members: Members) -> list[Reason]:
    again = [
        (one, other)
        for first, one in enumerate(members)
        for other in members[first + 1 :]
        if _times_met(weighed, one, other)
    ]
    if not again:
        return [_reason("nobody_has_met")]
    return [_reason("have_met", people=_labels(weighed, pair)) for pair in again[:3]]


def _person_and_tension(weighed: Weighed, at: int, others: Sequence[int]) -> list[Reason]:
    people = weighed.problem.people
    person = people[at]
    if not person.tension:
        return []
    same = [other for other in others if people[other].tension == person.tension]
    against = [other for other in same if person.lean and people[other].lean not in (None, person.lean)]
    if against:
        return [
            _reason(
                "leans_against",
                person=person.label,
                people=_labels(weighed, against),
                tension=person.tension,
                lean=person.lean,
                leans=sorted({str(people[other].lean) for other in against}),
            )
        ]
    if same:
        return [
            _reason(
                "shares_tension_with",
                person=person.label,
                people=_labels(weighed, same),
                tension=person.tension,
            )
        ]
    return []


def _person_and_contexts(weighed: Weighed, at: int, others: Sequence[int]) -> list[Reason]:
    """The neighbour whose context lies best in the band, and what differs from theirs."""
    found = best_contrast(weighed, at, others)
    if found is None:
        return []
    near, differ = found
    first, second = _labels(weighed, (at, near))
    return [_reason("contrast_with", person=first, near=second, dimensions=differ[:2])]


def best_contrast(weighed: Weighed, at: int, others: Sequence[int]) -> tuple[int, list[str]] | None:
    """Who of the others lies best in the band, and the dimensions on which the two differ; None where none does."""
    adjacency = weighed.utility.parts.get("adjacency")
    known = [other for other in others if not np.isnan(weighed.utility.distance[at, other])]
    if adjacency is None or not known:
        return None
    near = max(known, key=lambda other: float(adjacency[at, other]))
    mine, theirs = (weighed.problem.people[who].context for who in (at, near))
    differ = [
        dimension.key
        for dimension in weighed.problem.dimensions
        if mine.get(dimension.key)
        and theirs.get(dimension.key)
        and set(mine[dimension.key]) != set(theirs[dimension.key])
    ]
    return (near, differ) if differ else None


def _against_other_groups(floor: Floor, at: int, number: int) -> list[Reason]:
    """Whether another table could have taken them, and that they gain more here."""
    person = floor.weighed.problem.people[at]
    if len(floor.tables) < 2 or person.id in floor.weighed.problem.rules.fixed:
        return []
    here = floor.numbers.index(number)
    suited = floor.suits[:, at].copy()
    suited[here] = False
    if not suited.any():
        return [_reason("only_group", person=person.label)]
    elsewhere = np.where(suited, floor.worth[:, at], -np.inf)
    best = int(elsewhere.argmax())
    if floor.worth[here, at] > elsewhere[best]:
        return [_reason("could_also", person=person.label, other=floor.numbers[best])]
    return []


def _why_unseated(floor: Floor, at: int, left: Sequence[int]) -> Reason:
    problem, rulebook = floor.weighed.problem, floor.weighed.rulebook
    low, high = problem.rules.sizes
    person = problem.people[at]
    if rulebook.count < low:
        return _reason("too_few_people", count=rulebook.count, low=low)
    if problem.slots and not person.slots:
        return _reason("no_slot", person=person.label)
    same_time = (rulebook.masks & rulebook.masks[at]).any(axis=1)
    if (
        not any(sum(slot in p.slots for p in problem.people) >= low for slot in person.slots)
        and problem.slots
    ):
        slots = [slot for slot in problem.slots if slot in person.slots]
        return _reason("slot_too_few", person=person.label, slots=slots, low=low)
    if int((same_time & ~rulebook.apart[at]).sum()) < low:  # counts the person too
        return _reason("kept_apart_from_all", person=person.label, low=low)
    suited = [table for row, table in enumerate(floor.tables.values()) if floor.suits[row, at]]
    if suited and all(len(table) >= high for table in suited):
        return _reason("groups_full", person=person.label, high=high)
    if not _sizes_fit(rulebook.count, (low, high)) and len(left) < low:
        return _reason("sizes_leave_over", count=rulebook.count, low=low, high=high)
    return _reason("groups_closed", person=person.label)


def _sizes_fit(count: int, sizes: tuple[int, int]) -> bool:
    low, high = sizes
    return -(-count // high) <= count // low


def _size_clashes(weighed: Weighed) -> list[Clash]:
    low, high = weighed.problem.rules.sizes
    count = weighed.rulebook.count
    ids = tuple(person.id for person in weighed.problem.people)
    if 0 < count < low:
        return [Clash(("sizes",), ids, _reason("too_few_people", count=count, low=low))]
    if count and not _sizes_fit(count, (low, high)):
        return [Clash(("sizes",), (), _reason("sizes_leave_over", count=count, low=low, high=high))]
    return []


def _time_clashes(weighed: Weighed, left: Sequence[int]) -> list[Clash]:
    problem = weighed.problem
    low = problem.rules.sizes[0]
    found = []
    for at in left:
        person = problem.people[at]
        if problem.slots and not person.slots:
            found.append(Clash(("slots",), (person.id,), _reason("no_slot", person=person.label)))
        elif problem.slots and not any(weighed.rulebook.turnout[slot] >= low for slot in person.slots):
            slots = [slot for slot in problem.slots if slot in person.slots]
            found.append(
                Clash(
                    ("slots", "sizes"),
                    (person.id,),
                    _reason("slot_too_few", person=person.label, slots=slots, low=low),
                )
            )
    return found


def _crowd_clashes(weighed: Weighed, left: Sequence[int], tables: Mapping[int, Members]) -> list[Clash]:
    """An employer with more people than there can be groups."""
    problem = weighed.problem
    if not problem.rules.employer_apart:
        return []
    most = weighed.rulebook.count // problem.rules.sizes[0]
    found = []
    for members in weighed.rulebook.by_employer.values():
        if len(members) > max(1, most) and set(left) & set(members):
            ids = tuple(problem.people[at].id for at in members)
            employer = Counter(problem.people[at].employer for at in members).most_common(1)[0][0]
            found.append(
                Clash(
                    ("employer_apart", "sizes"),
                    ids,
                    _reason("employer_crowd", employer=employer, count=len(members), groups=len(tables)),
                )
            )
    return found


def _facilitator_clashes(weighed: Weighed) -> list[Clash]:
    rules = weighed.problem.rules
    if not rules.facilitator_each:
        return []
    able = [person for person in weighed.problem.people if person.facilitator]
    seats = len(able) * rules.sizes[1]
    if seats >= weighed.rulebook.count:
        return []
    ids = tuple(person.id for person in able)
    return [
        Clash(
            ("facilitator_each", "sizes"),
            ids,
            _reason("no_facilitator_left", facilitators=_how_many(len(able)), seats=seats),
        )
    ]


def _how_many(count: int) -> str:
    if count == 0:
        return "nobody"
    return "1 person" if count == 1 else f"{count} people"


def _pin_clashes(weighed: Weighed) -> list[Clash]:
    rulebook, problem = weighed.rulebook, weighed.problem
    high = problem.rules.sizes[1]
    found = []
    for number in sorted(set(rulebook.pins.tolist()) - {0}):
        pinned = np.flatnonzero(rulebook.pins == number).tolist()
        ids = tuple(problem.people[at].id for at in pinned)
        if len(pinned) > high:
            found.append(
                Clash(
                    ("pins", "sizes"), ids, _reason("pin_size", count=len(pinned), number=number, high=high)
                )
            )
        for first, one in enumerate(pinned):
            for other in pinned[first + 1 :]:
                if rulebook.apart[one, other]:
                    pair = (problem.people[one].id, problem.people[other].id)
                    names = _labels(weighed, (one, other))
                    found.append(
                        Clash(("pins", "apart"), pair, _reason("pin_clash", people=names, number=number))
                    )
        if len(pinned) > 1 and not np.bitwise_and.reduce(rulebook.masks[pinned], axis=0).any():
            names = _labels(weighed, pinned)
            found.append(Clash(("pins", "slots"), ids, _reason("pin_slot", people=names, number=number)))
    return found
