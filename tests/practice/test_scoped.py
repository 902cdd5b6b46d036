"""Nothing of a community is reached from outside its scope, nor from inside another's."""

import pytest
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from juncture.practice.models import Dimension, Member


@pytest.mark.parametrize(
    "question", [Member.objects.all, Member.objects.count, lambda: list(Member.objects.filter(pk=1))]
)
def test_a_query_without_a_scope_raises(db: None, question) -> None:
    with pytest.raises(ScopeError):
        question()


def test_a_scope_shows_its_community_alone(cast) -> None:
    names = {member.name for member in Member.objects.all()}

    assert names == {"Jonas", "Priya", "Lena"}
    assert cast.elsewhere.members.count() == 0


def test_relations_are_scoped_too(cast) -> None:
    with scopes_disabled():
        Dimension.objects.create(community=cast.elsewhere, key="x", label="X", question="X?", kind="one_of")
        assert cast.elsewhere.dimensions.count() == 1

    assert cast.elsewhere.dimensions.count() == 0


def test_prefetched_rows_are_not_asked_for_again(cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        for member in Member.objects.prefetch_related("context"):
            list(member.context.all())
