"""Whether the changelog announces what breaks clients, and whether it may be broken at all.

Under `### Breaking`, in the sections above the one of the released interface, a line stands for each finding:

    * `breaking: request-narrowed create_need /requestBody/title/maxLength`: why, and what clients are to do.

Within a major version only two kinds of lines are accepted: of what the released document called deprecated, once its
`x-sunset` is past, and of what that document said wrongly, so that nobody can rest on it; there the reason begins with
`correction:`.
"""

import re
from datetime import date

from openapi.breaking.findings import Finding, Json

_LINE = re.compile(r"^\* `breaking: (?P<id>\S+ \S+ \S+)`: (?P<why>\S.*)$", re.MULTILINE)
_CORRECTION = "correction:"


def announcements(changelog: str, released: str) -> dict[str, str]:
    """Return what is announced since the interface `released`, by the id of the finding, with the reason.

    Raises:
        ValueError: no section is that of the released interface.
    """
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    headings = [section.partition("\n")[0] for section in sections]
    ours = next((at for at, heading in enumerate(headings) if heading.endswith(f"interface {released}")), None)
    if ours is None:
        message = f"CHANGELOG.md has no section of the interface {released}"
        raise ValueError(message)
    told: dict[str, str] = {}
    for section in sections[:ours]:
        for part in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
            if part.partition("\n")[0].strip() == "Breaking":
                told |= {line["id"]: line["why"] for line in _LINE.finditer(part)}
    return told


def complaints(findings: list[Finding], told: dict[str, str], old: Json, new: Json, today: date) -> list[str]:
    """Return what has to be mended, one sentence each; nothing where all is in order."""
    next_major = _major(new) > _major(old)
    wrong = []
    for finding in findings:
        why = told.get(finding.id)
        if why is None:
            wrong.append(f"{finding.id} ({finding.said}) is not announced in CHANGELOG.md")
        elif not (next_major or why.startswith(_CORRECTION) or (finding.sunset and finding.sunset <= today)):
            wrong.append(f"{finding.id} ({finding.said}) needs a new major version: nothing said that it would end")
    found = {finding.id for finding in findings}
    return wrong + [f"{line} is announced and does not happen" for line in told if line not in found]


def _major(document: Json) -> int:
    return int(document["info"]["version"].partition(".")[0])
