from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from juncture.post.calendar import request_for
from juncture.post.mail import Mail, link_for
from juncture.practice.letters.models import Letter
from juncture.practice.moments.inviting import Invitation, invitation_for
from juncture.practice.moments.models import Moment


def write(letter: Letter) -> Mail | None:
    seat = seat_still_to_come(letter)
    if seat is None:
        return None
    return mail_of(letter, seat, "invitation", _("You have a seat: %(title)s") % {"title": seat.title})


def seat_still_to_come(letter: Letter) -> Invitation | None:
    """None when the moment is gone, called off or over, or the seat is somebody else's by now."""
    moment = Moment.objects.select_related("publication", "community").filter(pk=letter.about_id).first()
    seat = invitation_for(moment, letter.member) if moment else None
    return None if seat is None or seat.called_off or seat.ends_at <= timezone.now() else seat


def mail_of(letter: Letter, seat: Invitation, template: str, subject: str) -> Mail:
    path = reverse("seat", args=[seat.moment_id])
    link = link_for(letter.member, path)
    context = {"seat": seat, "link": link}
    # Colleagues read one's calendar: the entry carries neither the personal link nor anybody's decision.
    text = render_to_string("post/entry.txt", context).strip()
    return Mail(
        subject, template, context, request_for(seat, letter.member, text=text, link=settings.BASE_URL + path)
    )
