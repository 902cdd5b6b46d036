from django.urls import reverse
from django.utils.translation import gettext as _

from juncture.post.mail import Mail, link_for
from juncture.practice.letters.models import Letter
from juncture.practice.moments.importing_calls import call_of


def write(letter: Letter) -> Mail | None:
    """That something waits, and nothing of what was said."""
    call = call_of(letter.member, letter.about_id)
    if call is None:
        return None
    subject = _("Your words from the call: %(title)s") % {"title": call.room.moment.title}
    link = link_for(letter.member, reverse("call", args=[call.pk]))
    return Mail(subject, "call", {"call": call, "link": link})
