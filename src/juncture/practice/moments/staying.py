"""Why the groups of a moment stay as they are, though a search for better ones goes on."""

from django.utils.translation import gettext as _

from juncture.practice.moments.models import Cancellation, Publication, Room
from juncture.practice.rounds.models import Search


def why_groups_stay(search: Search) -> str:
    """A sentence for the host; empty while the groups may change."""
    if Cancellation.objects.filter(moment__round=search.round_id).exists():
        return _("The moment was called off, so the search ended.")
    if Room.objects.filter(moment__round=search.round_id).exclude(opened_at=None).exists():
        return _("The moment has begun, so its groups stay as they are.")
    if Publication.objects.filter(moment__round=search.round_id, at__gt=search.asked_at).exists():
        return _("The groups were published while it went on, so they stay as members know them.")
    return ""
