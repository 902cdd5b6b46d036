"""Reasons as sentences. A reason is a code and its values; here is how each of them reads in English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]


def sentence(code: str, values: Values) -> str:
    """The reason with this code, in words a host can read out."""
    return SENTENCES[code](values)


def joined(names: Sequence[str]) -> str:
    """Two names with “and”, more with commas."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def some(names: Sequence[str], most: int = 4) -> str:
    """The first names, and how many more there are."""
    if len(names) <= most + 1:
        return joined(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def lowered_and_joined(labels: Sequence[str]) -> str:
    """Headings inside a sentence: “Stage” becomes “stage”, “AI use” stays."""
    return joined([label[:1].lower() + label[1:] if label[1:].islower() else label for label in labels])


def _same_tension(v: Values) -> str:
    return f"{some(v['people'])} are wrestling with {v['tension']}."


def _shared_context(v: Values) -> str:
    return f"All of them are “{v['value']}” on {v['dimension']}."


def _context_spread(v: Values) -> str:
    return f"On {v['dimension']} they reach from “{v['first']}” to “{v['last']}”."


def _context_mix(v: Values) -> str:
    return f"On {v['dimension']} they bring {joined([f'“{value}”' for value in v['values']])}."


def _differing_leans(v: Values) -> str:
    first, second = v["people"]
    if v.get("leans"):
        one, other = v["leans"]
        text = f"{first} leans to “{one}”, {second} to “{other}”{_on(v)}"
    else:  # kept by an earlier version
        text = f"{first} and {second} lean opposite ways on {v['tension']}"
    if v.get("shared"):
        text += f"; both are “{v['shared']}” on {v['dimension']}"
    return text + "."


def _on(v: Values) -> str:
    return f" on {v['tension']}" if v.get("tension") else ""


def _nobody_has_met(v: Values) -> str:
    return "Nobody here has sat together before."


def _have_met(v: Values) -> str:
    return f"{joined(v['people'])} have sat together before."


def _slot(v: Values) -> str:
    return f"All of them have time at {v['slot']}."


def _facilitated(v: Values) -> str:
    return f"{joined(v['people'])} can facilitate."


def _further_along(v: Values) -> str:
    verb = "is" if len(v["people"]) == 1 else "are"
    return f"{joined(v['people'])} {verb} further along with a decision like this."


def _pinned(v: Values) -> str:
    verb = "was" if len(v["people"]) == 1 else "were"
    return f"{joined(v['people'])} {verb} placed here by hand."


def _employers_apart(v: Values) -> str:
    return f"{joined(v['employers'])} have other people in this round; each is here only once."


def _competitors_apart(v: Values) -> str:
    return f"{joined(v['elsewhere'])} compete with {joined(v['here'])} and sit elsewhere."


def _shares_tension_with(v: Values) -> str:
    return f"{v['person']} carries the same tension as {some(v['people'])}: {v['tension']}."


def _leans_against(v: Values) -> str:
    if v.get("leans"):
        theirs = joined([f"“{lean}”" for lean in v["leans"]])
        return f"{v['person']} leans to “{v['lean']}”, {some(v['people'])} here to {theirs}{_on(v)}."
    return f"{v['person']} leans another way than {some(v['people'])} on {v['tension']}."


def _contrast_with(v: Values) -> str:
    near = f"{v['person']}'s context is near enough to {v['near']}'s to compare"
    return f"{near} and different on {joined(v['dimensions'])}."


def _new_faces(v: Values) -> str:
    return f"{v['person']} has not sat with anyone here before."


def _only_group(v: Values) -> str:
    return f"This is the only group whose time and rules suit {v['person']}."


def _could_also(v: Values) -> str:
    return f"{v['person']} gains more here than in group {v['other']}, the next best."


def _placed_by_hand(v: Values) -> str:
    return f"{v['person']} was placed here by hand."


def _holds_group(v: Values) -> str:
    return f"{v['person']} facilitates this group."


def _completes_size(v: Values) -> str:
    return f"{v['person']} brings this group to {v['size']} people."


def _no_slot(v: Values) -> str:
    return f"{v['person']} has not offered any of the times."


def _slot_too_few(v: Values) -> str:
    times = joined(v["slots"])
    return f"Too few others have time when {v['person']} does ({times}); a group takes at least {v['low']}."


def _too_few_people(v: Values) -> str:
    count = v["count"]
    people = "1 person is" if count == 1 else f"{count} people are"
    return f"{people} here; a group takes at least {v['low']}."


def _kept_apart_from_all(v: Values) -> str:
    return f"Too few people are left whom {v['person']} may sit with; a group takes at least {v['low']}."


def _groups_closed(v: Values) -> str:
    return f"Every group with room lacks a time {v['person']} has, or holds someone they can't sit with."


def _groups_full(v: Values) -> str:
    return f"Every group {v['person']} could join is full at {v['high']}."


def _sizes_leave_over(v: Values) -> str:
    sizes = f"{v['low']}" if v["low"] == v["high"] else f"{v['low']} to {v['high']}"
    return f"{v['count']} people can't be split into groups of {sizes} without someone left over."


def _no_facilitator_left(v: Values) -> str:
    able = f"{v['facilitators']} can hold groups"
    return f"Every group needs a facilitator, and {able}; that seats at most {v['seats']}."


def _pin_clash(v: Values) -> str:
    return f"{joined(v['people'])} were placed in group {v['number']} but can't sit together there."


def _pin_size(v: Values) -> str:
    return f"{v['count']} people were placed in group {v['number']}, which holds {v['high']}."


def _pin_slot(v: Values) -> str:
    return f"{joined(v['people'])} were placed in group {v['number']} but share no time."


def _employer_crowd(v: Values) -> str:
    return f"{v['count']} people come from {v['employer']}, and {v['groups']} groups can seat one each."


def _rules_leave_over(v: Values) -> str:
    why = "time and who may sit together stand against it"
    return f"No grouping was found that seats {some(v['people'])} as well; {why}."


def _same_employer(v: Values) -> str:
    return f"{joined(v['people'])} both work for {v['employer']}."


def _competing_employers(v: Values) -> str:
    return f"{joined(v['people'])} work for competitors."


def _kept_apart(v: Values) -> str:
    return f"{joined(v['people'])} are not seated together."


def _no_common_time(v: Values) -> str:
    return f"Group {v['number']} would have no time that suits everybody."


def _fixed_elsewhere(v: Values) -> str:
    return f"{v['person']} is fixed to group {v['number']}."


def _size_out_of_range(v: Values) -> str:
    people = "1 person" if v["size"] == 1 else f"{v['size']} people"
    return f"Group {v['number']} has {people}; groups take {v['low']} to {v['high']}."


def _nobody_facilitates(v: Values) -> str:
    return f"Nobody in group {v['number']} can facilitate, and every group needs someone who can."


# What a seat would bring is said after the person's name, beside the figures.


def _would_lean_against(v: Values) -> str:
    return f"Leans another way than {some(v['people'])} on {v['tension']}."


def _would_share_tension(v: Values) -> str:
    return f"Shares {v['tension']} with {some(v['people'])}."


def _would_be_alone_with(v: Values) -> str:
    return f"Nobody there is wrestling with {v['tension']}."


def _would_contrast_with(v: Values) -> str:
    return f"Near enough to {v['near']}'s context to compare, different on {lowered_and_joined(v['dimensions'])}."


def _would_be_far(v: Values) -> str:
    return "Most contexts there lie too far off to compare well."


def _would_be_alike(v: Values) -> str:
    return "Most contexts there are much the same."


def _would_meet_again(v: Values) -> str:
    return f"Has sat with {some(v['people'])} before."


def _would_facilitate(v: Values) -> str:
    return "Can facilitate, which nobody there can yet."


def _would_leave_without(v: Values) -> str:
    return f"Group {v['number']} would have nobody left who can facilitate."


SENTENCES: dict[str, Callable[[Values], str]] = {
    name.removeprefix("_"): rule
    for name, rule in list(globals().items())
    if name.startswith("_") and not name.startswith("__") and callable(rule)
}
