"""What each kind of letter says. Copy the nearest one for a new kind, and name it here.

A letter's `write(letter)` gives the mail as things are now, or None when there is nothing to say any more.
"""

from collections.abc import Callable, Mapping

from juncture.post.letters import (
    call,
    cancellation,
    change,
    check_in,
    invitation,
    link,
    orientation,
    unseated,
)
from juncture.post.mail import Mail
from juncture.practice.letters.models import Letter

Kind = Letter.Kind

WRITERS: Mapping[str, Callable[[Letter], Mail | None]] = {
    Kind.LINK: link.write,
    Kind.INVITATION: invitation.write,
    Kind.CHANGE: change.write,
    Kind.CANCELLATION: cancellation.write,
    Kind.UNSEATED: unseated.write,
    Kind.ORIENTATION: orientation.write,
    Kind.CHECK_IN: check_in.write,
    Kind.CALL: call.write,
}


def write(letter: Letter) -> Mail | None:
    """The mail of a letter; None for somebody who has left, and for what is no longer so."""
    if letter.member.departed_at is not None:
        return None
    return WRITERS[letter.kind](letter)
