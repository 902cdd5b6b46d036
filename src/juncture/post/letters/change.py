from django.utils.translation import gettext as _

from juncture.post.letters.invitation import mail_of, seat_still_to_come
from juncture.post.mail import Mail
from juncture.practice.letters.models import Letter


def write(letter: Letter) -> Mail | None:
    seat = seat_still_to_come(letter)
    if seat is None:
        return None
    return mail_of(letter, seat, "change", _("Your seat has changed: %(title)s") % {"title": seat.title})
