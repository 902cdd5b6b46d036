"""Make the demo community, or find it, and print the ways in as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse
from django_scopes import scope

from juncture.practice.demo.seeding import facilitator_of_the_running_room, seed, visitor_of
from juncture.practice.followup.linking import report_token
from juncture.practice.people.linking import personal_token
from juncture.web.account.demo import issue_host_link


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        community = seed()
        with scope(community=community):
            facilitator = facilitator_of_the_running_room(community)
            links = {
                "host": reverse("demo_host", args=[issue_host_link(community)]),
                "member": reverse("personal_link", args=[personal_token(visitor_of(community))]),
                "stakeholder": reverse("report", args=[report_token(community)]),
            }
            if facilitator:
                links["facilitator"] = reverse("personal_link", args=[personal_token(facilitator)])
        self.stdout.write(json.dumps({"links": links}))
