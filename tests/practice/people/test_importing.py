"""A CSV as hosts really have them: other encodings, separators, repeats, nonsense."""

import pytest

from juncture.practice.models import ContextAnswer, Host, Member, MemberImport
from juncture.practice.people.errors import UnreadableFile
from juncture.practice.people.founding import found_community
from juncture.practice.people.importing import ImportPlan, confirm_import, plan_import, upload

SHEET = """Name,E-Mail,Company,Timezone,Stage,Constraints
Nora Lind,nora@example.org,Fernlicht,Europe/Oslo,Series B,Team of one; Sales-led
Tomás Řehák,tomas@example.org,Okapi,Europe/Prague,Seed,
"""


@pytest.fixture
def host(cast) -> Host:
    from django_scopes import scope

    founded = found_community("Fresh", time_zone="UTC", by=cast.amara.account)
    with scope(community=founded.community):
        yield founded


def read(host: Host, content: bytes | str) -> tuple[MemberImport, ImportPlan]:
    pending = upload(
        host.community, content.encode() if isinstance(content, str) else content, "members.csv", by=host
    )
    return pending, plan_import(pending)


def test_nothing_is_written_until_confirmed(host: Host) -> None:
    _, plan = read(host, SHEET)

    assert [row.name for row in plan.new] == ["Nora Lind", "Tomás Řehák"]
    assert Member.objects.count() == 0


def test_confirming_writes_people_employers_and_context(host: Host) -> None:
    pending, _ = read(host, SHEET)

    confirm_import(pending, by=host)

    nora = Member.objects.get(email="nora@example.org")
    assert (nora.employer.name, nora.time_zone) == ("Fernlicht", "Europe/Oslo")
    assert sorted(answer.value.label for answer in nora.context.all()) == [
        "Sales-led",
        "Series B",
        "Team of one",
    ]


def test_the_same_file_twice_changes_nothing(host: Host) -> None:
    pending, _ = read(host, SHEET)
    confirm_import(pending, by=host)
    before = list(Member.objects.values()), list(ContextAnswer.objects.values())

    again, plan = read(host, SHEET)
    confirm_import(again, by=host)

    assert (plan.writes, plan.unchanged, plan.troubles) == (0, 2, [])
    assert (list(Member.objects.values()), list(ContextAnswer.objects.values())) == before


def test_a_changed_line_changes_its_member_and_says_what(host: Host) -> None:
    pending, _ = read(host, SHEET)
    confirm_import(pending, by=host)

    pending, plan = read(host, SHEET.replace("Series B", "Growth").replace("Fernlicht", "Fjordware"))
    confirm_import(pending, by=host)

    assert [row.changes for row in plan.changed] == [("employer", "stage")]
    nora = Member.objects.get(email="nora@example.org")
    assert nora.employer.name == "Fjordware"
    assert nora.context.get(value__dimension__key="stage").value.key == "growth"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_encodings_and_separators_are_found_out(host: Host, encoding: str, separator: str) -> None:
    sheet = f"name{separator}email{separator}employer\nJürgen Groß{separator}j@example.org{separator}Käse"

    _, plan = read(host, sheet.encode(encoding))

    assert [(row.name, row.employer) for row in plan.new] == [("Jürgen Groß", "Käse")]


def test_every_bad_line_is_named(host: Host) -> None:
    sheet = (
        "name,email\n,a@example.org\nB,\nC,not-an-address\n"
        "=HYPERLINK(),d@example.org\nE,e@example.org\nE again,E@example.org\n" + "F" * 200 + ",f@example.org"
    )

    _, plan = read(host, sheet)

    assert [row.name for row in plan.new] == ["E"]
    assert [trouble.line for trouble in plan.troubles] == [2, 3, 4, 5, 7, 8]
    assert "line 6 already" in plan.troubles[4].what


def test_an_unknown_value_is_noted_and_the_rest_comes_in(host: Host) -> None:
    _, plan = read(host, "name,email,stage,tz\nG,g@example.org,Series Z,Mars/Olympus")

    assert [row.email for row in plan.new] == ["g@example.org"]
    assert len(plan.notes) == 2


@pytest.mark.parametrize(
    "content", [b"", b"  \n \n", b"\x89PNG\r\n\x1a\n\x00\x00", b'name,email\n"open,a@b.de\n' + b"x" * 200_000]
)
def test_what_is_no_table_is_refused_with_a_cure_and_not_kept(host: Host, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(host, content)

    assert MemberImport.objects.count() == 0


def test_fifty_thousand_lines_come_in(host: Host) -> None:
    lines = "\n".join(f"Person {n},p{n}@example.org,Employer {n % 900},Seed" for n in range(50_000))

    pending, plan = read(host, f"name,email,employer,stage\n{lines}")
    confirm_import(pending, by=host)

    assert len(plan.new) == 50_000
    assert Member.objects.count() == 50_000


def test_a_departed_member_is_not_brought_back_by_a_sheet(cast, host: Host) -> None:
    from juncture.practice.people.joining import add_member, depart

    depart(add_member(host.community, name="H", email="h@example.org", by=host), by=host)

    _, plan = read(host, "name,email\nH,h@example.org")

    assert (plan.writes, len(plan.troubles)) == (0, 1)


def test_confirming_twice_writes_once(host: Host) -> None:
    pending, _ = read(host, SHEET)
    confirm_import(pending, by=host)

    again = confirm_import(pending, by=host)

    assert (again.writes, Member.objects.count()) == (0, 2)


def test_two_uploads_at_once_do_not_disturb_each_other(host: Host) -> None:
    first, _ = read(host, SHEET)
    second, _ = read(host, SHEET)

    confirm_import(first, by=host)

    assert confirm_import(second, by=host).unchanged == 2


def test_an_upload_nobody_confirms_is_forgotten_after_a_day(host: Host) -> None:
    from datetime import timedelta

    from django.utils import timezone

    old, _ = read(host, SHEET)
    MemberImport.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=2))

    fresh, _ = read(host, SHEET)

    assert list(MemberImport.objects.all()) == [fresh]


def test_somebody_who_came_between_looking_and_confirming_is_not_doubled(host: Host) -> None:
    from juncture.practice.people.joining import add_member

    pending, _ = read(host, SHEET)
    add_member(host.community, name="Nora Lind", email="nora@example.org", by=host)

    plan = confirm_import(pending, by=host)

    assert ([row.email for row in plan.new], len(plan.changed)) == (["tomas@example.org"], 1)


def test_a_sheet_with_thousands_of_columns_is_refused_before_a_page_is_made_of_them(host: Host) -> None:
    """20,000 columns, each offered for every field, kept the server busy for half a minute."""
    header = ",".join(["name", "email", *(f"c{number}" for number in range(200))])

    with pytest.raises(UnreadableFile, match="202 columns; up to 200"):
        read(host, f"{header}\nNora,nora@example.org\n")

    assert not MemberImport.objects.exists()
