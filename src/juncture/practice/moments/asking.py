"""Where only questions are asked, what isn't one is noticed: by its writer alone, and nothing is refused."""

from juncture.practice.moments.replaying import RoomState, Said

# Latin, Greek, Arabic and full-width; Greek writes its question mark like a semicolon, so only its own sign counts.
MARKS = ("?", "\u037e", "\u061f", "\uff1f")


def is_question(text: str) -> bool:
    """Somewhere it asks. Whether it asks openly is for its writer to hear."""
    return any(mark in text for mark in MARKS)


def to_turn_round(state: RoomState, member: int) -> tuple[Said, ...]:
    """What the member wrote in this step that states instead of asking."""
    step = state.step
    if step is None or not step.questions_only or state.closed:
        return ()
    mine = (said for said in state.said.values() if said.author == member and said.step == step.key)
    return tuple(said for said in mine if not is_question(said.text))
