import pytest

from tests.factories import make_people, plan_for


@pytest.fixture
def people(cast):
    return make_people(cast.community, 10)


@pytest.fixture
def moment(cast, people):
    return plan_for(cast.amara, people, days=(7, 8))
