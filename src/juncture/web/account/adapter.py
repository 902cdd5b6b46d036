"""Hosts are let in by another host or by the operator (`juncture host ADDRESS`): nobody signs up by themselves."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from juncture.web.parts.limiting import place

log = logging.getLogger("juncture.account")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This isn’t the code we mailed last. After three tries it is void."),
        "too_many_login_attempts": _("That was often, in a short time. Wait a few minutes and try again."),
        "rate_limited": _("That was often, in a short time. Wait a few minutes and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind our own proxy not the proxy's address, or all hosts would share the library's limits."""
        return place(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **rest: Any
    ) -> None:
        """Our pages say themselves that a code was sent or somebody signed out; what went wrong is passed on."""
        if message_template is None:
            super().add_message(request, level, message_template, *args, **rest)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away, or a full disk, is said, for a known and an unknown address alike."""
        try:
            super().send_mail(template_prefix, email, context)
        except Exception:
            log.exception("a mail for signing in could not be sent")
            messages.error(
                self.request,
                _("The mail could not be sent just now. Wait a minute and ask for another code."),
            )
