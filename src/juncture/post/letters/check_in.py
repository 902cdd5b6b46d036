from django.urls import reverse
from django.utils.translation import gettext as _

from juncture.post.mail import Mail, link_for
from juncture.practice.followup.models import CheckIn
from juncture.practice.followup.scheduling import is_superseded
from juncture.practice.letters.models import Letter


def write(letter: Letter) -> Mail | None:
    """Never to somebody who has answered; and one question, the latest, after a long silence."""
    check_in = CheckIn.objects.select_related("room__moment").filter(pk=letter.about_id, answer=None).first()
    if check_in is None or is_superseded(check_in):
        return None
    moment = check_in.room.moment
    path = reverse("check_in", args=[check_in.pk])
    # Following these fills the answer in; the page's button sends it.
    context = {
        "moment": moment,
        "room": check_in.room,
        "yes": link_for(letter.member, f"{path}?changed=yes"),
        "no": link_for(letter.member, f"{path}?changed=no"),
    }
    return Mail(_("What changed since “%(title)s”?") % {"title": moment.title}, "check_in", context)
