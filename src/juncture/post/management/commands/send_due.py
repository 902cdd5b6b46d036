"""Do once what the worker does all the time, for installations that run it from cron."""

from typing import Any

from django.core.management.base import BaseCommand

from juncture.post.sending import send_due
from juncture.post.working import do_scheduled_work


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        do_scheduled_work()
        count = send_due()
        self.stdout.write(
            f"{count.sent} sent, {count.dropped} no longer needed, {count.failed} to be tried again."
        )
