"""Let somebody host: from then on they sign in with a code mailed to their address."""

import argparse

from juncture.site.commands import Verbs
from juncture.site.refusal import Refusal


def add_to(verbs: Verbs) -> None:
    verb = verbs.add_parser("host", help="let an address host on this server")
    verb.add_argument("address", help="the mail address the sign-in codes go to")
    verb.add_argument("--name", default="", help="how members see them")
    verb.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    from juncture.site.command import set_up_django

    set_up_django()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from juncture.practice.people.founding import let_host

    try:
        validate_email(asked.address)
    except ValidationError as error:
        raise Refusal(f"{asked.address!r} is no mail address.", "juncture host name@example.org") from error
    account, new = let_host(asked.address, name=asked.name)
    print(
        f"{account.email} {'can sign in now' if new else 'could sign in already'}: /accounts/login/ mails a code."
    )
    return 0
