import random
import tomllib
from pathlib import Path

import numpy as np
import pytest

from juncture.engine.tensions import Kept, Landscape, Params, Statement, cluster, label_of
from juncture.engine.tensions.clustering import known_trade_off
from juncture.engine.tensions.joining import without_loose
from juncture.engine.tensions.likeness import weighed
from juncture.engine.wording.tradeoffs import trade_offs

TOOLS = Path(__file__).parents[3] / "tools" / "data"
WORLD = Path(__file__).parent / "worlds" / "fifty_decisions.toml"


def fifty() -> tuple[list[Statement], dict[int, str]]:
    rows = tomllib.loads(WORLD.read_text(encoding="utf-8"))["decision"]
    told = {number: row.get("tension", f"alone {number}") for number, row in enumerate(rows)}
    return [Statement(number, row["text"]) for number, row in enumerate(rows)], told


def kept_from(landscape: Landscape) -> list[Kept]:
    return [Kept(one.key, one.label, one.members) for one in landscape.tensions]


def test_most_of_fifty_decisions_lie_with_their_own_kind():
    statements, told = fifty()

    landscape = cluster(statements)

    pairs = [(a, b) for one in landscape.tensions for a in one.members for b in one.members if a < b]
    assert sum(told[a] == told[b] for a, b in pairs) / len(pairs) > 0.65


def test_every_statement_is_in_one_tension_or_alone():
    statements, _ = fifty()

    landscape = cluster(statements)

    placed = [member for one in landscape.tensions for member in one.members] + list(landscape.singletons)
    assert sorted(placed) == sorted(one.id for one in statements)
    assert set(landscape.places) == set(placed)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in landscape.places.values())


def test_the_same_statements_give_the_same_landscape():
    statements, _ = fifty()

    assert cluster(statements) == cluster(statements)


def test_some_who_are_near_to_nobody_are_left_alone():
    statements, told = fifty()
    tensions = set(told.values())
    by_themselves = {one for one in told if sum(told[one] == name for name in told.values()) == 1}
    assert len(tensions) > len(by_themselves) > 0

    landscape = cluster(statements)

    assert len(set(landscape.singletons) & by_themselves) >= 3
    assert len(landscape.singletons) < len(statements) / 4


def test_linkage_takes_along_who_is_near_to_none_and_they_are_let_go():
    near, far = 0.2, 0.9
    distances = np.array([[0, near, far, far], [near, 0, far, far], [far, far, 0, far], [far, far, far, 0]])

    assert without_loose(distances, [[0, 1, 2], [3]], 0.8) == [[0, 1], [2], [3]]
    assert without_loose(distances, [[0, 1, 2], [3]], 0.8, held=[2]) == [[0, 1, 2], [3]]


def test_a_label_has_the_frame_x_or_y():
    landscape = cluster(fifty()[0])

    assert all(" or " in one.label and one.label.endswith(("?", "…")) for one in landscape.tensions)


def test_whichever_three_decisions_are_new_yesterdays_names_stay():
    statements, _ = fifty()
    chance = random.Random(3)
    for _ in range(12):
        new = set(chance.sample(range(len(statements)), 3))
        yesterday = cluster([one for one in statements if one.id not in new])

        today = cluster(statements, kept_from(yesterday))

        stayed = {one.key for one in yesterday.tensions} & {one.key for one in today.tensions}
        assert len(stayed) >= 0.9 * len(yesterday.tensions)


def test_a_name_the_host_gave_stays():
    statements, _ = fifty()
    first = cluster(statements).tensions[0]
    named = Kept(first.key, "Our own name", first.members, by_host=True)

    landscape = cluster(statements, [named])

    (found,) = [one for one in landscape.tensions if one.key == first.key]
    assert found.label == "Our own name"
    assert set(first.members) <= set(found.members)


def test_what_the_host_joined_stays_joined():
    statements, _ = fifty()
    a, b = cluster(statements).tensions[:2]
    joined = Kept("joined", "Both", (*a.members, *b.members), by_host=True)

    landscape = cluster(statements, [joined])

    (found,) = [one for one in landscape.tensions if one.key == "joined"]
    assert {*a.members, *b.members} <= set(found.members)


def test_what_the_host_split_is_not_joined_again():
    statements, _ = fifty()
    members = cluster(statements).tensions[0].members
    left = Kept("left", "Left", members[:2], by_host=True)
    right = Kept("right", "Right", members[2:], by_host=True)

    landscape = cluster(statements, [left, right])

    found = {one.key: set(one.members) for one in landscape.tensions}
    assert set(members[:2]) <= found["left"]
    assert set(members[2:]) <= found["right"]


def test_what_the_host_moved_stays_where_it_was_put():
    statements, _ = fifty()
    target = cluster(statements).tensions[0]
    stranger = next(one.id for one in statements if one.id not in target.members)
    moved = Kept(target.key, target.label, (*target.members, stranger), fixed=(*target.members, stranger))

    landscape = cluster(statements, [moved])

    (found,) = [one for one in landscape.tensions if one.key == target.key]
    assert stranger in found.members


def test_what_the_host_set_apart_stays_alone():
    statements, _ = fifty()
    member = cluster(statements).tensions[0].members[0]

    assert member in cluster(statements, alone={member}).singletons


def test_a_tension_of_the_hosts_own_may_have_one_member():
    landscape = cluster(fifty()[0], [Kept("own", "Only this", (49,), by_host=True)])

    assert any(one.key == "own" for one in landscape.tensions)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_a_few_statements_are_no_trouble(count: int):
    landscape = cluster(fifty()[0][:count])

    assert len(landscape.places) == count


def test_statements_without_words_stand_alone():
    landscape = cluster([Statement("a", ""), Statement("b", "🙂"), Statement("c", "今週決める")])

    assert set(landscape.singletons) == {"a", "b", "c"}


def test_options_a_member_listed_make_the_label():
    statement = Statement(1, "Hard to say.", options=("Stay small", "Grow"))

    assert label_of(statement) == "Stay small or grow?"


@pytest.mark.parametrize(
    ("text", "second", "reads"),
    [
        (
            "We could leave for Discord.",
            "Discord only",
            "Discord only",
        ),  # written so in the middle of a sentence
        ("Which country?", "USA first", "USA first"),
        ("Wer zahlt?", "Geld vom Bund", "Geld vom Bund"),  # a German noun
    ],
)
def test_a_name_or_a_noun_keeps_its_capital_in_a_label(text: str, second: str, reads: str):
    statement = Statement(1, text, ("Stay", second), "de" if text.startswith("Wer") else "en")

    assert label_of(statement).removesuffix("?").endswith(reads)


def test_people_who_share_a_trade_off_and_no_field_lie_together_under_its_name():
    texts = [
        "One gala evening for five hundred guests, or supper with the same nine neighbours each month?",
        "Should I write for forty thousand readers or coach a handful of writers closely?",
        "A radio show that many hear, or a workshop for ten where I know everybody's name?",
        "Should we raise the ticket price or hold on to the discount for students?",
        "Do I match the cheaper offer, or keep our fee where it is?",
        "A special sale in spring, or the full price for everyone?",
    ]

    landscape = cluster([Statement(number, text) for number, text in enumerate(texts)])

    named = {one.label: set(one.members) for one in landscape.tensions}
    assert named["Reach many or go deep with a few?"] == {0, 1, 2}
    assert named["Charge less or hold the price?"] == {3, 4, 5}


def test_a_trade_off_told_in_one_sentence_of_many_is_not_drowned_by_the_others():
    known = trade_offs()
    price = next(number for number in range(39) if known.label(number) == "Charge less or hold the price?")
    text = (
        "I have taught the cello for eleven years in the flat above a bakery. Two of my pupils moved away in spring. "
        "Parents ask for a cheaper rate, and my fee is what I live on. My own teacher played until he was ninety."
    )

    whole = known.shares([text])[0, price]

    assert weighed([Statement(1, text)])[0, price] > whole


@pytest.mark.parametrize(
    ("best", "following", "named"),
    [(0.3, 0.25, False), (0.16, 0.06, True), (0.16, 0.1, False), (0.1, 0.02, False)],
)
def test_a_name_goes_to_the_trade_off_that_is_far_ahead(best: float, following: float, named: bool):
    shares = np.zeros((5, 39))
    shares[:, 3], shares[:, 4] = best, following
    shares[range(5), range(10, 15)] = 0.35  # what each speaks of most, nobody else speaks of

    assert (known_trade_off(shares) is not None) == named


def test_in_a_language_the_table_does_not_know_shared_words_gather():
    near = ["переїхати на форум чи залишитися у чаті", "залишитися у чаті чи відкрити форум"]
    far = ["найняти другого лікаря чи навчити сестру"]

    landscape = cluster([Statement(number, text) for number, text in enumerate(near + far)])

    assert [set(one.members) for one in landscape.tensions] == [{0, 1}]


@pytest.mark.parametrize("wrong", [{"cut": 2.0}, {"smallest": 0}, {"stickiness": 1.0}])
def test_a_setting_that_cannot_be_is_named(wrong: dict[str, float]):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Params(**wrong)  # type: ignore[arg-type]


def test_german_decisions_are_read_and_named_in_german():
    rows = tomllib.loads((TOOLS / "decisions_de.toml").read_text(encoding="utf-8"))["decision"]
    statements = [Statement(number, row["text"], language="de") for number, row in enumerate(rows)]

    labels = [one.label for one in cluster(statements).tensions]

    assert "Viele erreichen oder wenige gründlich begleiten?" in labels
    assert not any(" or " in label for label in labels)


def test_the_same_trade_offs_are_known_in_every_language():
    known = trade_offs()

    assert {len(reader.sides) for reader in known.readers.values()} == {78}
    for text, code in (
        ("the choir of hundreds or a circle of six", "en"),
        ("hunderte oder ein kleiner Kreis", "de"),
    ):
        assert known.label(int(known.shares([text], code).argmax())) == "Reach many or go deep with a few?"
