"""The data file of replication, read once."""

from functools import lru_cache
from pathlib import Path

import yaml

from app.replication.definition import Rules

FILE = Path(__file__).with_name("paths.yaml")


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return what the file says."""
    return read(FILE)


def read(path: Path) -> Rules:
    """Return what a file says.

    Raises:
        pydantic.ValidationError: it contradicts itself.
    """
    return Rules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
