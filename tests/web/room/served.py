"""A house with one room, served as a user gets it: `python -m tests.web.room.served PORT`, with JUNCTURE_VAR set.

Prints one line of JSON when it is ready: the room, the moment, everybody's personal token, the host's session.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juncture.site.settings")
os.environ.setdefault("JUNCTURE_DEBUG", "1")

NAMES = ("Jonas", "Priya", "Lena")
CONTEXTS = (("Seed", "Startup"), ("Series C", "Scale-up"), ("Mature", "Open-source foundation"))


def furnish() -> dict[str, object]:
    from django.test import Client
    from django_scopes import scope, scopes_disabled

    from juncture.practice.models import Account, Community, Host, Member
    from juncture.practice.people.linking import personal_token
    from tests.rooms import bring_decision, give_contexts, set_table

    with scopes_disabled():
        community = Community.objects.create(name="Northlight", slug="northlight", time_zone="Europe/Berlin")
        account = Account.objects.create_user("amara@example.org", name="Amara")
        host = Host.objects.create(community=community, account=account)
        members = [
            Member.objects.create(community=community, name=name, email=f"{name.lower()}@example.org")
            for name in NAMES
        ]
    with scope(community=community):
        give_contexts(community, dict(zip(members, CONTEXTS, strict=True)))
        for member in members:
            bring_decision(member, f"{member.name}: do I widen the programme this quarter, or deepen it?")
        protocol = os.environ.get("JUNCTURE_TESTED_PROTOCOL", "contrast-round-60")
        table = set_table(community, members, by=host, protocol=protocol)
    client = Client()
    client.force_login(account)
    return {
        "room": table.room.pk,
        "moment": table.moment.pk,
        "tokens": {member.name: personal_token(member) for member in members},
        "session": client.cookies["sessionid"].value,
    }


def main(port: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from juncture.site.serving import serve

    call_command("migrate", verbosity=0, interactive=False)
    house = furnish()
    serve("127.0.0.1", port, lambda *_: print(json.dumps(house), flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]))
