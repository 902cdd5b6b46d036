"""The pages of a call: the host's, the speaker's own, the group's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from juncture.practice.models import CallImport, CallPiece
from juncture.practice.moments.importing_calls import import_call, match_speakers
from juncture.practice.people.linking import follow, personal_token
from juncture.web.parts.who import MEMBER_COOKIE
from tests.factories import make_held_room
from tests.practice.moments.test_importing_calls import CALL


@pytest.fixture
def held(cast):
    return make_held_room(cast.amara, [cast.jonas, cast.priya])


@pytest.fixture
def amara(cast):
    client = Client()
    client.force_login(cast.amara.account)
    return client


@pytest.fixture
def address(cast, held):
    def to(name):
        return reverse(name, kwargs={"slug": cast.community.slug, "room_id": held.pk})

    return to


def browser_of(member):
    client = Client()
    client.cookies[MEMBER_COOKIE] = follow(personal_token(member))
    return client


def bring(amara, address, raw=CALL):
    return amara.post(address("call_import"), {"file": SimpleUploadedFile("call.vtt", raw)}, follow=True)


def match(amara, address, cast):
    voices = {"voice_0": cast.jonas.pk, "voice_1": cast.priya.pk, "voice_2": ""}
    return amara.post(address("call_match"), voices, follow=True)


def text(response):
    return response.content.decode()


def test_a_host_brings_a_call_and_says_whose_voice_is_whose(amara, address, cast):
    page = text(bring(amara, address))

    assert "Whose voice is whose?" in page
    assert f'<option value="{cast.priya.pk}" selected>' in page
    assert "reach for depth" not in page

    page = text(match(amara, address, cast))
    assert "0 of 2 voices have answered." in page
    assert "25 % of 4 sentences" in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_after_matching_the_hosts_page_names_nobody_and_quotes_nothing(amara, address, cast):
    bring(amara, address)
    match(amara, address, cast)
    piece = CallPiece.objects.get(member=cast.priya)
    browser_of(cast.priya).post(reverse("call", args=[piece.call_id]), {"keep": [piece.pk]})

    page = text(amara.get(address("call_import")))

    assert "Priya" not in page
    assert "Jonas" not in page
    assert "depth" not in page.split("<main")[1].replace("Depth or reach", "")


def test_a_speaker_keeps_one_sentence_and_the_group_reads_it(amara, address, cast, held):
    bring(amara, address)
    match(amara, address, cast)
    call = CallImport.objects.get()
    priya, jonas = browser_of(cast.priya), browser_of(cast.jonas)
    mine = text(priya.get(reverse("call", args=[call.pk])))
    assert "We gave up reach for depth" in mine
    assert "first win was" not in mine
    assert "We gave up reach" not in text(jonas.get(reverse("room_call", args=[held.pk])))

    piece = CallPiece.objects.get(member=cast.priya)
    priya.post(reverse("call", args=[call.pk]), {"keep": [piece.pk]})

    assert "We gave up reach" in text(jonas.get(reverse("room_call", args=[held.pk])))
    assert jonas.get(reverse("calls")).status_code == 200
    assert browser_of(cast.lena).get(reverse("room_call", args=[held.pk])).status_code == 404


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The file is empty"),
        (b"hello", "No times such as"),
        (b"<script>alert(1)</script>", "No times such as"),
    ],
)
def test_a_file_that_is_no_call_gets_a_clear_message(amara, address, raw, says):
    answer = bring(amara, address, raw)

    assert answer.status_code == 200
    assert says in text(answer)


def test_no_file_at_all_is_asked_for(amara, address):
    assert "Choose the file first." in text(amara.post(address("call_import"), {}))


def test_a_voice_given_to_a_stranger_is_asked_again(amara, address, cast):
    bring(amara, address)

    page = text(amara.post(address("call_match"), {"voice_0": cast.sam.pk}, follow=True))

    assert "isn&#x27;t in the group" in page
    assert not CallPiece.objects.exists()


def test_the_list_of_calls_asks_the_same_queries_for_one_and_three(
    amara, cast, django_assert_max_num_queries
):
    def hold(times):
        for _ in range(times):
            room = make_held_room(cast.amara, [cast.priya])
            match_speakers(import_call(room, CALL, by=cast.amara), {1: cast.priya.pk}, by=cast.amara)

    priya = browser_of(cast.priya)
    hold(1)
    with django_assert_max_num_queries(12):
        priya.get(reverse("calls"))
    hold(2)
    with django_assert_max_num_queries(12):
        priya.get(reverse("calls"))
