from django.utils.translation import gettext as _

from juncture.post.calendar import cancel_for
from juncture.post.letters.invitation import seat_still_to_come
from juncture.post.mail import Mail
from juncture.practice.letters.models import Letter
from juncture.practice.moments.inviting import farewell_for
from juncture.practice.moments.models import Moment


def write(letter: Letter) -> Mail | None:
    """Not for somebody who has been given a seat again since."""
    moment = Moment.objects.select_related("publication", "community").filter(pk=letter.about_id).first()
    farewell = farewell_for(moment, letter.member) if moment else None
    if farewell is None or seat_still_to_come(letter):
        return None
    words = _("Called off: %(title)s") if farewell.called_off else _("Your seat is gone: %(title)s")
    return Mail(
        words % {"title": farewell.title},
        "cancellation",
        {"seat": farewell},
        cancel_for(farewell, letter.member),
    )
