import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.reference.files import DATA

Edit = Callable[[str, str, str], int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replaces the one place of a text in a file of the copy, and returns the line that it is in."""

    def replace(name: str, old: str, new: str) -> int:
        path = folder / name
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} is {content.count(old)} times in {name}"
        path.write_text(content.replace(old, new), encoding="utf-8")
        return content[: content.index(old)].count("\n") + 1

    return replace
