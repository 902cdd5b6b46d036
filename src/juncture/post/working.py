"""The scheduled work of every community: what follows by itself, and what a crash lost."""

import logging
from collections.abc import Callable

from django_scopes import scope

from juncture.practice.followup.scheduling import schedule_missing
from juncture.practice.moments.closing import close_left_open
from juncture.practice.moments.importing_calls import drop_unanswered
from juncture.practice.people.models import Community

log = logging.getLogger("juncture.post")

JOBS: tuple[Callable[[], object], ...] = (close_left_open, schedule_missing, drop_unanswered)


def do_scheduled_work() -> None:
    for community in Community.objects.order_by("id"):
        with scope(community=community):
            for job in JOBS:
                try:
                    job()
                except Exception:  # the next community, and the next job, are waiting
                    log.exception("scheduled work %s failed in community %s", job.__name__, community.pk)
