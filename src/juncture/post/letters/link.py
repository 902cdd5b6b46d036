from django.urls import reverse
from django.utils.translation import gettext as _

from juncture.post.mail import Mail, link_for
from juncture.practice.letters.models import Letter


def write(letter: Letter) -> Mail | None:
    subject = _("Your link to %(community)s") % {"community": letter.community.name}
    return Mail(subject, "link", {"link": link_for(letter.member, reverse("me"))})
