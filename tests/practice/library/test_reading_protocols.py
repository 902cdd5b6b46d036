"""A protocol file with every kind of error: each message names the file, the place in it and the cure."""

import copy
import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from juncture.practice.library.protocols import (
    FITS,
    KINDS,
    SHIPPED,
    Prompt,
    Protocol,
    ProtocolError,
    Role,
    Step,
    Turns,
    load_protocol,
    protocols_in,
    read_protocol,
    shipped_protocols,
)

GOOD = yaml.safe_load(
    """
id: small
title: Small
origin: Ours.
about: A small one.
people: [3, 5]
runs_with: [3, 6]
suits: [decision]
hold_until_after: talk
roles:
  - {key: presenter, title: Presenter, does: Brings it., anchor: true}
  - {key: client, title: Client, does: Tells.}
steps:
  - {key: write, kind: write, title: Write, minutes: 3, say: Write., sealed: true,
     prompts: [{key: signal, kind: signal, ask: "What did you see?"}]}
  - {key: reveal, kind: read, title: Read, minutes: 2, say: Read., reveals: [write]}
  - {key: pairs, kind: pairs, title: Pairs, minutes: 4, say: Tell., prompts: []}
  - {key: rounds, kind: rounds, title: Rounds, minutes: 5, say: Speak., retell: pairs,
     turns: {seconds_each: 60}}
  - {key: tell, kind: tell, title: Tell, minutes: 2, say: Tell., each: client, speaks: client}
  - {key: talk, kind: open, title: Talk, minutes: 5, say: Talk., each: client, listens: [client]}
  - {key: orient, kind: orient, title: Orient, minutes: 3, say: Write your card.}
"""
)

WRONG = {
    "no name": ("id", None, "'id' is missing or empty"),
    "empty title": ("title", "  ", "'title' is missing or empty"),
    "no origin": ("origin", None, "'origin' is missing"),
    "no about": ("about", 7, "'about' is missing or empty"),
    "no steps": ("steps", [], "at least one step"),
    "steps no list": ("steps", "write", "'steps' is missing or no list"),
    "a step no mapping": ("steps.0", "write", "step 1: here 'name: value' pairs"),
    "people backwards": ("people", [5, 3], "[smallest, largest], such as [4, 5]; it says [5, 3]"),
    "people one number": ("people", 4, "'people' is missing or no list"),
    "people too few": ("people", [1, 3], "[smallest, largest]"),
    "runs with fewer": ("runs_with", [4, 6], "'runs_with' is narrower than 'people'"),
    "suits nothing known": ("suits", ["fun"], "'suits' names some of decision,"),
    "hold names nothing": ("hold_until_after", "nowhere", "which is no step; name the last one"),
    "role without words": ("roles.0.does", "", "role 1: 'does' is missing"),
    "role twice": ("roles.1.key", "presenter", "two roles have the key 'presenter'"),
    "anchor no yes or no": ("roles.0.anchor", "yes", "'anchor' is true or false; it says 'yes'"),
    "unknown kind": ("steps.0.kind", "vote", "step 1: 'kind' is one of settle, silence,"),
    "no minutes": ("steps.0.minutes", None, "step 1: 'minutes' is a number above 0"),
    "minutes below": ("steps.0.minutes", -1, "'minutes' is a number above 0; it says -1"),
    "minutes yes": ("steps.0.minutes", True, "'minutes' is a number above 0"),
    "nothing said": ("steps.0.say", "", "step 1: 'say' is missing"),
    "key twice": ("steps.1.key", "write", "two steps have the key 'write'; each needs its own"),
    "key with a dot": ("steps.2.key", "the.pairs", "'the.pairs' is no key; use up to 40 small letters"),
    "prompt key with a tilde": ("steps.0.prompts.0.key", "a~1", "step 1 (write): 'a~1' is no key"),
    "prompt without words": ("steps.0.prompts.0.ask", "", "step 1, prompt 1: 'ask' is missing"),
    "prompts no list": ("steps.0.prompts", "What?", "step 1: 'prompts' is missing or no list"),
    "writing without prompts": ("steps.0.prompts", [], "has at least one prompt; add one"),
    "prompts where nobody writes": (
        "steps.3.prompts",
        [{"key": "a", "kind": "question", "ask": "What?"}],
        "step 4 (rounds): a step of kind 'rounds' takes no prompts",
    ),
    "two prompts of one key": (
        "steps.0.prompts",
        [{"key": "a", "kind": "signal", "ask": "What?"}, {"key": "a", "kind": "signal", "ask": "When?"}],
        "two prompts have the key 'a'",
    ),
    "sealed for ever": ("steps.1.reveals", [], "is sealed and no step reveals it"),
    "reveals what comes later": (
        "steps.1.reveals",
        ["write", "talk"],
        "step 2 (reveal): 'reveals' names 'talk'",
    ),
    "reveals a number": ("steps.1.reveals", [3], "step 2: 'reveals' is a list of names"),
    "reveals what is private": ("steps.0.private", True, "'reveals' names 'write', which is private"),
    "a reveal that is optional": ("steps.1.optional", True, "a step that reveals can't be optional"),
    "turns too short": ("steps.3.turns.seconds_each", 2, "step 4, turns: 'seconds_each' is a whole number"),
    "turns for silent roles unknown": (
        "steps.3.turns.without",
        ["coach"],
        "'turns: without' names 'coach'; the roles",
    ),
    "rounds without turns": ("steps.3.turns", None, "says how long a turn is; add 'turns'"),
    "silence with turns": ("steps.3.kind", "silence", "has no turns; make it 'rounds'"),
    "speaker unknown": ("steps.4.speaks", "coach", "'speaks' names 'coach'; the roles are presenter, client"),
    "nobody has the floor": ("steps.4.speaks", None, "says who has the floor; add 'speaks'"),
    "listener unknown": ("steps.5.listens", ["coach"], "step 6 (talk): 'listens' names 'coach'"),
    "speaks and listens": ("steps.5.speaks", "client", "can't both speak and only listen"),
    "each unknown": ("steps.5.each", "coach", "'each' names 'coach'"),
    "a block in two parts": ("steps.1.each", "client", "the steps with 'each: client' don't stand together"),
    "a card for each": ("steps.6.each", "client", "a step of kind 'orient' is lived once, by all"),
    "the hold inside a block": ("hold_until_after", "tell", "which is not the last step of its block"),
    "retells what is no pair": ("steps.3.retell", "write", "no earlier step of kind 'pairs'"),
    "retells without turns": ("steps.6.retell", "pairs", "'retell' is for steps of kind 'rounds'"),
    "questions only, in silence": ("steps.2.questions_only", True, "'questions_only' is for steps of kind"),
    "unknown scope": ("steps.6.scope", "world", "'scope' is one of group, all; it says 'world'"),
    "optional maybe": ("steps.6.optional", "maybe", "step 7: 'optional' is true or false; it says 'maybe'"),
}


def test_the_good_one_is_good():
    assert load_protocol(yaml.safe_dump(GOOD), "small.yaml").title == "Small"


@pytest.mark.parametrize(("place", "value", "says"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_with_its_file_its_place_and_its_cure(place, value, says):
    wrong = copy.deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    inside = wrong
    for part in way:
        inside = inside[part]
    inside[last] = value

    with pytest.raises(ProtocolError) as trouble:
        load_protocol(yaml.safe_dump(wrong), "small.yaml")

    assert str(trouble.value).startswith("small.yaml")
    assert says in str(trouble.value)


FILE = yaml.safe_dump(GOOD)
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
)
UNREADABLE = {
    "unfinished": ("id: small\nsteps: [", "line 2: This is not YAML that can be read"),
    "a tab": (
        "id: small\n\ttitle: Small\n",
        "line 2: This is not YAML that can be read: found character '\\t'",
    ),
    "nothing": ("", "line 1: A plan is made of 'name: value' pairs"),
    "words": ("just words", "line 1: A plan is made of 'name: value' pairs"),
    "a list": ("- a\n- list", "line 1: A plan is made of 'name: value' pairs"),
    "nothing in it": ("{}", ": 'steps' is missing or no list"),
    "a program": ("a: !!python/object:os.x {}", "line 1: This is not YAML that can be read"),
    "a name said twice": (f"{FILE}title: Other\n", "'title' is said twice here, first on line"),
    "a step's name said twice": (
        FILE.replace("  minutes: 3\n", "  minutes: 3\n  minutes: 30\n", 1),
        "'minutes' is said twice here, first on line",
    ),
    "references that unfold into ten to the thirty": (
        BOMB + FILE.replace("people:", "people: *a29\nothers:"),
        "line 2: References (*name) are not read here",
    ),
    "brackets without end": ("a: " + "[" * 50_000, "line 1: This is nested deeper than any plan"),
    "brackets on many lines": ("a:\n" + " [\n" * 90, "line 21: This is nested deeper than any plan"),
    "five megabytes": ("# " + "x" * 5_000_000 + "\n" + FILE, "this has 5,00"),
    "a character nobody sees": (FILE.replace("Small", "Sm\0all"), "This is not YAML that can be read"),
    "a list as a name": ("? [a]\n: b\n", "line 1: This is not YAML that can be read: found unhashable key"),
    "more than one": (f"{FILE}---\n{FILE}", "This is not YAML that can be read: but found another document"),
    "minutes beyond counting": (
        FILE.replace("minutes: 3", "minutes: .nan", 1),
        "is a number above 0; it says nan",
    ),
    "minutes without end": (
        FILE.replace("minutes: 3", "minutes: .inf", 1),
        "is a number above 0; it says inf",
    ),
    "a number of 5,000 digits": (
        FILE.replace("minutes: 3", "minutes: " + "9" * 5000, 1),
        ": This is not YAML",
    ),
}


@pytest.mark.parametrize(("text", "says"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_is_no_protocol_is_named_with_its_line(text, says):
    with pytest.raises(ProtocolError, match=r"^small\.yaml") as trouble:
        load_protocol(text, "small.yaml")

    assert says in str(trouble.value)
    assert len(str(trouble.value)) < 400


@pytest.mark.parametrize(
    "text",
    ["\ufeff" + FILE, FILE.replace("\n", "\r\n"), FILE + "\n\n# the end\n", f"---\n{FILE}...\n"],
    ids=["with a mark of its order", "with lines as Windows ends them", "with a remark", "with its bounds"],
)
def test_an_editors_habits_do_no_harm(text):
    assert load_protocol(text, "small.yaml") == load_protocol(FILE, "small.yaml")


@pytest.mark.parametrize("value", ["x" * 100_000, [["y"] * 1000] * 1000, {"z" * 9000: 1}, 10**4000])
def test_what_is_wrong_is_quoted_in_short(value):
    for place in ("people", "suits"):
        with pytest.raises(ProtocolError) as trouble:
            read_protocol(GOOD | {place: value}, "small.yaml")
        assert len(str(trouble.value)) < 700


def test_a_folder_names_the_file_that_can_not_be_used(tmp_path):
    (tmp_path / "small.yaml").write_text(FILE)
    assert list(protocols_in(tmp_path)) == ["small"]

    (tmp_path / "umlaut.yaml").write_bytes(b"id: umlaut\ntitle: K\xfcche\n")
    with pytest.raises(ProtocolError, match=r"^umlaut\.yaml, line 2: this is not UTF-8"):
        protocols_in(tmp_path)

    (tmp_path / "umlaut.yaml").write_text(FILE)
    with pytest.raises(ProtocolError, match=r"^umlaut\.yaml: another file has the id 'small' already"):
        protocols_in(tmp_path)


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda one: one.id)
def test_a_run_of_show_reads_back_as_the_protocol_it_was_copied_from(protocol):
    assert Protocol.from_plain(protocol.as_plain()) == protocol


def test_fifteen_files_come_along_fourteen_protocols_and_a_short_contrast_round():
    assert len(shipped_protocols()) == 15


def test_a_shipped_file_has_its_protocols_name():
    assert {path.stem for path in SHIPPED.glob("*.yaml")} == set(shipped_protocols())


def test_every_field_and_kind_stands_in_the_docs_and_their_example_is_a_protocol():
    docs = (Path(__file__).parents[3] / "docs" / "protocols.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", docs, re.DOTALL)
    names = [field.name for kind in (Protocol, Role, Step, Prompt, Turns) for field in fields(kind)]

    assert [name for name in (*names, *KINDS, *FITS) if f"`{name}`" not in docs] == []
    assert example
    assert load_protocol(example[1], "docs/protocols.md").roles


@pytest.mark.parametrize("protocol", shipped_protocols().values(), ids=lambda one: one.id)
def test_a_shipped_protocol_says_whom_it_suits(protocol):
    assert all(protocol.sizes[0] <= size <= protocol.sizes[1] for size in protocol.people)
    assert protocol.suits


def test_turns_and_blocks_grow_with_the_group():
    protocol = read_protocol(GOOD, "small.yaml")

    # 3 + 2 + 4 + 5 + (2 + 5) for each + 3; with six the rounds take six minutes.
    assert protocol.minutes_for(3) == 3 + 2 + 4 + 5 + 3 * 7 + 3
    assert protocol.minutes_for(6) == 3 + 2 + 4 + 6 + 6 * 7 + 3


@pytest.mark.parametrize(("low", "high", "runs"), [(3, 6, True), (4, 5, True), (2, 4, False), (5, 7, False)])
def test_a_protocol_runs_for_the_sizes_it_names(low, high, runs):
    assert read_protocol(GOOD, "small.yaml").runs_for(low, high) is runs
