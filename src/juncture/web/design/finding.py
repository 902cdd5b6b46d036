"""A moment, looked up through the host who asks: not found and not theirs are the same."""

from django.http import Http404

from juncture.practice.moments.models import Moment
from juncture.practice.moments.standing import moment_seen
from juncture.web.parts.who import HostRequest


def the_moment(request: HostRequest, moment_id: int) -> Moment:
    found = moment_seen(request.host, moment_id)
    if found is None:
        raise Http404
    return found
