"""Begin a community: its first host, and dimensions that fit most programmes until a host changes them."""

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope

from juncture.practice.journal.recording import record
from juncture.practice.people.errors import LastHost
from juncture.practice.people.models import Account, Community, Dimension, DimensionValue, Host

TAKEN = ("new",)  # /c/new/ is the page on which a community begins

DEFAULT_DIMENSIONS: tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "stage",
        "Stage",
        "Where does what you work on stand?",
        Dimension.Kind.ORDERED,
        (
            ("idea", "Idea"),
            ("seed", "Seed"),
            ("series-a", "Series A"),
            ("series-b", "Series B"),
            ("growth", "Growth"),
            ("mature", "Mature"),
        ),
    ),
    (
        "structure",
        "Structure",
        "What kind of organisation is it?",
        Dimension.Kind.ONE_OF,
        (
            ("startup", "Startup"),
            ("scale-up", "Scale-up"),
            ("enterprise", "Enterprise"),
            ("foundation", "Open-source foundation"),
            ("agency", "Agency"),
            ("non-profit", "Non-profit"),
        ),
    ),
    (
        "constraints",
        "Constraints",
        "What makes it harder than it looks?",
        Dimension.Kind.SEVERAL_OF,
        (
            ("team-of-one", "Team of one"),
            ("no-budget", "No budget of my own"),
            ("volunteers", "Volunteer-run"),
            ("regulated", "Regulated"),
            ("many-regions", "Many regions"),
            ("sales-led", "Sales-led"),
            ("new-in-role", "New in the role"),
        ),
    ),
)


def found_community(name: str, *, time_zone: str, by: Account, slug: str = "") -> Host:
    """Make a community with `by` as its first host. The slug is made from the name and stays unique."""
    with transaction.atomic():
        community = Community.objects.create(
            name=name.strip(), slug=_free_slug(slug or name), time_zone=time_zone
        )
        host = Host.objects.create(community=community, account=by)
        with scope(community=community):
            for position, (key, label, question, kind, values) in enumerate(DEFAULT_DIMENSIONS):
                dimension = Dimension.objects.create(
                    community=community, key=key, label=label, question=question, kind=kind, position=position
                )
                DimensionValue.objects.bulk_create(
                    DimensionValue(dimension=dimension, key=value, label=words, position=place)
                    for place, (value, words) in enumerate(values)
                )
        record("community_founded", by=host, noun=community, community_id=community.pk)
    return host


def let_host(email: str, *, name: str = "") -> tuple[Account, bool]:
    """An account for this address, and whether it is new. It hosts nothing until it begins a community."""
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account:
        return account, False
    return Account.objects.create_user(email, name=name.strip()), True


def add_host(community: Community, email: str, *, by: Host) -> Host:
    """Let somebody else host, too. They sign in with a code mailed to their address."""
    with transaction.atomic():
        account, _ = let_host(email)
        host, new = Host.objects.get_or_create(community=community, account=account)
        if new:
            record("host_added", by=by, noun=host, community_id=community.pk)
    return host


def remove_host(host: Host, *, by: Host) -> None:
    """They host here no longer; what they planned stays. Raises LastHost for the only one there is."""
    with transaction.atomic():
        # Two hosts who remove each other at once do so one after the other.
        community = Community.objects.select_for_update().get(pk=host.community_id)
        if Host.objects.filter(community=community).count() < 2:
            raise LastHost("A community keeps at least one host. Let somebody else host first.")
        record("host_removed", by=by, noun=host, community_id=community.pk)
        host.delete()


def rename_community(community: Community, *, name: str, time_zone: str, by: Host) -> None:
    """The address (slug) stays, so that links keep working."""
    with transaction.atomic():
        community.name, community.time_zone = name.strip(), time_zone
        community.save(update_fields=["name", "time_zone"])
        record("community_renamed", by=by, noun=community, community_id=community.pk)


def _free_slug(words: str) -> str:
    stem = slugify(words)[:50] or "community"
    slug, number = stem, 2
    while slug in TAKEN or Community.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug
