import pytest

from tests.citations.citing import Clerks, clerks_of
from tests.innovations.conftest import registry  # noqa: F401 - the fixture of those tests serves these
from tests.innovations.keeping import Registry


@pytest.fixture(scope="module")
def clerks(registry: Registry) -> Clerks:  # noqa: F811 - the fixture, asked for by its name
    return clerks_of(registry)
