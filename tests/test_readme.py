"""The tour of the README is what the service answers."""

import re
import shlex

import httpx
import pytest

from tests.migrating import ROOT

TOUR = re.findall(r"^curl (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_there_is_a_tour() -> None:
    assert len(TOUR) >= 10


@pytest.mark.parametrize("line", TOUR)
async def test_each_stop_answers(catalogue: httpx.AsyncClient, line: str) -> None:
    command, _, promise = line.partition("   #")
    words = shlex.split(command.partition(" | ")[0])
    address = next(word for word in words if word.startswith("http://127.0.0.1:8000"))
    headers = dict(words[index + 1].split(": ", 1) for index, word in enumerate(words) if word == "-H")
    answer = await catalogue.get(address.removeprefix("http://127.0.0.1:8000"), headers=headers)
    if "digitl" in address:
        assert answer.status_code == 422
        assert {error["pointer"] for error in answer.json()["errors"]} == {"query/kind", "query/limit"}
        assert "This must be one of" in answer.text
        return
    assert answer.status_code == 200
    if number := re.search(r"total: (\d+)", promise):
        assert answer.json()["total"] == int(number[1])
    elif promise:
        assert promise.strip().removeprefix("finds ") in answer.text
