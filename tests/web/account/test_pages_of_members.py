"""The host's pages of members: found, added, changed, mailed their link, imported; nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from juncture.practice.journal.models import Entry
from juncture.practice.models import Letter, Member, MemberImport, PersonalLink
from juncture.practice.people.joining import depart
from juncture.practice.people.linking import personal_token

FORM = {"name": "Noor", "email": "noor@example.org", "employer": "Basalt", "time_zone": "Europe/Oslo"}


def sheet(content: bytes, name: str = "members.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def send(host: Client, url, content: bytes, **rest):
    return host.post(url("import_members"), {"file": sheet(content, **rest)}, follow=True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    host: Client, cast, url, count, django_assert_num_queries
) -> None:
    Member.objects.exclude(pk__in=[cast.jonas.pk, cast.priya.pk, cast.lena.pk][:count]).delete()

    with django_assert_num_queries(6):
        page = host.get(url("members"))

    assert page.content.decode().count('<tr role="row"') == count + 1


def test_somebody_is_found_by_name_employer_or_address(host: Client, cast, url) -> None:
    for words in ("jonas", "JONAS & co", "jonas@example"):
        page = host.get(url("members"), {"q": words}).content.decode()
        assert "Jonas" in page
        assert "Priya" not in page


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "<script>", "\x00", "x" * 5000, "🦉", "a " * 400])
def test_any_search_is_answered(host: Client, url, words: str) -> None:
    page = host.get(url("members"), {"q": words, "page": "-1; drop"})

    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_a_member_is_added_and_changed(host: Client, cast, url) -> None:
    host.post(url("member_add"), FORM)
    noor = Member.objects.get(email="noor@example.org")
    host.post(url("member_edit", member_id=noor.pk), FORM | {"name": "Noor B", "employer": ""})

    noor.refresh_from_db()
    assert (noor.name, noor.employer, noor.time_zone) == ("Noor B", None, "Europe/Oslo")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "jonas@example.org"},
        {"email": "no address"},
        {"name": ""},
        {"name": "x" * 121},
        {"time_zone": "Mars/Olympus"},
        {"name": "N\x00"},
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(host: Client, cast, url, wrong) -> None:
    page = host.post(url("member_add"), FORM | wrong).content.decode()

    assert "field-error" in page
    assert 'value="Basalt"' in page
    assert not Member.objects.filter(employer__name="Basalt").exists()


def test_links_are_mailed_to_those_who_have_none(host: Client, cast, url) -> None:
    assert "3 members have no personal link yet" in host.get(url("members")).content.decode()

    host.post(url("mail_links"))
    host.post(url("mail_links"))

    assert Letter.objects.filter(kind="link").count() == 3
    assert "no personal link yet" not in host.get(url("members")).content.decode()


def test_a_link_is_shown_to_its_host_and_made_useless(host: Client, cast, url) -> None:
    address = url("member_link", member_id=cast.jonas.pk)
    shown = host.post(address).content.decode()
    token = personal_token(cast.jonas)
    assert reverse("personal_link", args=[token]) in shown

    host.post(address, {"revoke": ""})

    assert Client().get(reverse("personal_link", args=[token])).status_code == 404


def test_a_link_its_member_has_come_by_is_shown_to_no_host(host: Client, cast, url) -> None:
    """A host who had it shown was signed in as the member, and read the orientation that is theirs alone."""
    address, page = (url(name, member_id=cast.jonas.pk) for name in ("member_link", "member_edit"))
    assert "Show the link" in host.get(page).content.decode()
    host.post(address)
    assert Entry.objects.filter(verb="link_shown", noun_id=cast.jonas.pk).count() == 1
    token = personal_token(cast.jonas)
    Client().get(reverse("personal_link", args=[token]))

    answer = host.post(address, follow=True).content.decode()

    assert token not in answer
    assert "so it is theirs alone" in answer
    assert "Show the link" not in answer
    host.post(address, {"revoke": ""})
    assert "theirs alone" in host.post(address, follow=True).content.decode()
    assert Entry.objects.filter(verb="link_shown").count() == 1


def test_who_has_left_gets_no_link(host: Client, cast, url) -> None:
    depart(cast.jonas, by=cast.amara)

    for what in ("mail", "show"):
        host.post(url("member_link", member_id=cast.jonas.pk), {what: ""})

    assert not Letter.objects.exists()
    assert not PersonalLink.objects.filter(revoked_at=None).exists()


def test_leaving_and_coming_back(host: Client, cast, url) -> None:
    address = url("member_leave", member_id=cast.jonas.pk)
    host.post(address)
    assert "Jonas" not in host.get(url("members")).content.decode().replace("Jonas has left", "")
    assert "Jonas" in host.get(url("members"), {"gone": 1}).content.decode()

    host.post(address, {"back": ""})

    assert not Member.objects.get(pk=cast.jonas.pk).departed_at


def test_a_member_of_another_community_is_not_there(host: Client, cast, url) -> None:
    for name in ("member_edit", "member_link", "member_leave"):
        assert host.post(url(name, member_id=cast.sam.pk)).status_code == 404


def test_the_sheet_comes_out_as_the_import_reads_it_and_runs_nothing(host: Client, cast, url) -> None:
    Member.objects.filter(pk=cast.jonas.pk).update(name="=HYPERLINK(1)")

    text = host.get(url("members_csv")).getvalue().decode("utf-8-sig")

    assert text.splitlines()[0].startswith("name,email,employer,time zone,facilitates")
    assert "\n=HYPERLINK" not in text
    assert "priya@example.org" in text


# -- import


def test_a_sheet_is_looked_at_then_imported(host: Client, cast, url) -> None:
    page = send(host, url, "Name;E-Mail;Company\nJürgen Groß;j@example.org;Käse AG\n".encode("cp1252"))
    assert "Jürgen Groß" in page.content.decode()
    assert Member.objects.count() == 3

    pending = MemberImport.objects.get()
    host.post(page.request["PATH_INFO"], pending.columns | {"confirm": ""})
    host.post(page.request["PATH_INFO"], pending.columns | {"confirm": ""})  # a second click

    assert Member.objects.get(email="j@example.org").employer.name == "Käse AG"
    assert Member.objects.count() == 4
    assert "This file is imported" in host.get(page.request["PATH_INFO"]).content.decode()


def test_columns_of_any_name_can_be_chosen(host: Client, cast, url) -> None:
    page = send(host, url, b"Wer,Wohin\nNoor,noor@example.org\n")
    assert "Which column holds what?" in page.content.decode()

    host.post(page.request["PATH_INFO"], {"name": "Wer", "email": "Wohin"})
    host.post(page.request["PATH_INFO"], {"name": "Wer", "email": "Wohin", "confirm": ""})

    assert Member.objects.filter(email="noor@example.org").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"name,email\n", "no member below it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "look like a text file"),
        (b'name,email\n"open,a@b.de\n' + b"x" * 200_000, "be read"),
        (b"x" * 20_000_001, "up to 20 MB"),
    ],
)
def test_what_is_no_sheet_is_answered_with_a_cure(host: Client, url, content: bytes, says: str) -> None:
    page = send(host, url, content)

    assert page.status_code == 200
    assert says in page.content.decode()
    assert not MemberImport.objects.exists()


def test_no_file_at_all_is_said(host: Client, url) -> None:
    assert "field-error" in host.post(url("import_members"), {}).content.decode()


def test_bad_lines_are_named_and_the_good_ones_come_in(host: Client, cast, url) -> None:
    page = send(host, url, b"name,email\n=cmd(),a@example.org\nB,b@example.org\nC,b@example.org\nD,nothing\n")

    text = page.content.decode()
    assert "Import 1 member" in text
    assert all(f'<td class="number">{line}</td>' in text for line in (2, 4, 5))


def test_an_upload_of_another_host_is_not_there(host: Client, cast, url) -> None:
    from juncture.practice.people.founding import add_host

    other = add_host(cast.community, "noor@example.org", by=cast.amara)
    theirs = MemberImport.objects.create(
        community=cast.community, host=other, file_name="m.csv", content="name,email\nA,a@example.org"
    )

    assert host.get(url("import_map", import_id=theirs.pk)).status_code == 404
