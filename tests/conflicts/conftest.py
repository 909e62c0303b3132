import pytest

from tests.conflicts.panel import Panel, set_up
from tests.conftest import Fresh


@pytest.fixture
async def panel(fresh: Fresh) -> Panel:
    return await set_up(fresh)
