from django.urls import reverse
from django.utils.translation import gettext as _

from juncture.post.mail import Mail, link_for
from juncture.practice.letters.models import Letter
from juncture.practice.moments.orienting import orientations_of


def write(letter: Letter) -> Mail | None:
    """Their own card, to its owner alone."""
    card = orientations_of(letter.member).filter(pk=letter.about_id).first()
    if card is None:
        return None
    pieces = [
        (_("Where I stand now"), card.stand),
        (_("What I want to test"), card.test),
        (_("The assumption I am revisiting"), card.assumption),
        (_("The question I leave with"), card.question),
        (_("If I see this, I will look at it again"), card.tripwire),
    ]
    written = [(label, words) for label, words in pieces if words]
    if not written:
        return None
    subject = _("Your orientation: %(title)s") % {"title": card.room.moment.title}
    link = link_for(letter.member, reverse("orientation", args=[card.pk]))
    return Mail(subject, "orientation", {"card": card, "pieces": written, "link": link})
