"""A house with one moment, of one room unless told otherwise, served as a user gets it.

`python -m tests.web.room.served PORT`, with JUNCTURE_VAR set, prints one line of JSON when it is ready: everybody's
room, the moment, their personal tokens, the host's session.
"""

import json
import os
import sys
from itertools import chain, cycle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juncture.site.settings")
os.environ.setdefault("JUNCTURE_DEBUG", "1")

ROOMS = [["Jonas", "Priya", "Lena"]]
CONTEXTS = (("Seed", "Startup"), ("Series C", "Scale-up"), ("Mature", "Open-source foundation"))


def furnish() -> dict[str, object]:
    from django.test import Client
    from django_scopes import scope, scopes_disabled

    from juncture.practice.models import Account, Community, Host, Member
    from juncture.practice.people.linking import personal_token
    from tests.rooms import bring_decision, give_contexts, set_table

    protocol = os.environ.get("JUNCTURE_TESTED_PROTOCOL", "contrast-round-60")
    rooms = json.loads(os.environ.get("JUNCTURE_TESTED_ROOMS", "null")) or ROOMS
    leading = json.loads(os.environ.get("JUNCTURE_TESTED_FACILITATORS", "[]"))
    with scopes_disabled():
        community = Community.objects.create(name="Northlight", slug="northlight", time_zone="Europe/Berlin")
        account = Account.objects.create_user("amara@example.org", name="Amara")
        host = Host.objects.create(community=community, account=account)
        seated = [
            [
                Member.objects.create(community=community, name=name, email=f"{name.lower()}@example.org")
                for name in names
            ]
            for names in rooms
        ]
        members = list(chain.from_iterable(seated))
    with scope(community=community):
        give_contexts(community, dict(zip(members, cycle(CONTEXTS), strict=False)))
        for member in members:
            bring_decision(member, f"{member.name}: do I widen the programme this quarter, or deepen it?")
        facilitators = [next((one for one in table if one.name in leading), None) for table in seated]
        first = set_table(community, seated[0], by=host, protocol=protocol, facilitator=facilitators[0])
        tables = [first] + [
            set_table(
                community,
                others,
                by=host,
                moment=first.moment,
                number=number,
                facilitator=facilitators[number - 1],
            )
            for number, others in enumerate(seated[1:], start=2)
        ]
    client = Client()
    client.force_login(account)
    return {
        "room": first.room.pk,
        "rooms": {member.name: table.room.pk for table in tables for member in table.members},
        "moment": first.moment.pk,
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
