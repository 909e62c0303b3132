"""Compare the committed document with the last released one: `python -m openapi.breaking [--release]`.

Exits with 1 if a client can be broken by what the changelog does not announce. With `--release` the committed document
is kept as that of its version, to compare the next ones with.
"""

import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from openapi.breaking.announced import announcements, complaints
from openapi.breaking.operations import compare

_HOME = Path(__file__).parents[1]
_DOCUMENT = _HOME / "openapi.json"
_RELEASED = _HOME / "released"
_CHANGELOG = _HOME.parent / "CHANGELOG.md"
# the day of the city
_WIB = timezone(timedelta(hours=7))


def main(arguments: list[str]) -> int:
    """Compare, or keep what is released; return the exit status."""
    new = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
    if arguments == ["--release"]:
        text = json.dumps(new, ensure_ascii=False, separators=(",", ":"))
        (_RELEASED / f"{new['info']['version']}.json").write_text(text + "\n", encoding="utf-8")
        return 0
    old = _last()
    released = old["info"]["version"]
    findings = compare(old, new)
    told = announcements(_CHANGELOG.read_text(encoding="utf-8"), released)
    wrong = complaints(findings, told, old, new, datetime.now(UTC).astimezone(_WIB).date())
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")
    sys.stdout.write(f"Since {released} {len(findings)} changes can break a client; {len(wrong)} have to be mended.\n")
    return 1 if wrong else 0


def _last() -> dict[str, Any]:
    """Return the released document with the highest version."""
    newest = max(_RELEASED.glob("*.json"), key=lambda path: tuple(map(int, path.stem.split("."))))
    document: dict[str, Any] = json.loads(newest.read_text(encoding="utf-8"))
    return document


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
