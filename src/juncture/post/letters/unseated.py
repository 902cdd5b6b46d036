from django.utils.translation import gettext as _

from juncture.post.mail import Mail
from juncture.practice.letters.models import Letter
from juncture.practice.moments.inviting import seat_in
from juncture.practice.moments.models import Moment


def write(letter: Letter) -> Mail | None:
    """Dropped when the moment is gone or called off, or a seat was found after all."""
    moment = Moment.objects.filter(pk=letter.about_id, cancellation=None).first()
    if moment is None or seat_in(moment, letter.member):
        return None
    return Mail(_("No seat this time: %(title)s") % {"title": moment.title}, "unseated", {"moment": moment})
