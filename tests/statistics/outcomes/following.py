"""Reading statistics, and following each figure to the list that it counts."""

from collections.abc import Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import event


def told(statistic: Mapping[str, Any]) -> dict[tuple[str | None, ...], dict[str, Any]]:
    """Return the values of a statistic by the codes of each row, and then by measure; of the total by ()."""
    rows = {tuple(key["code"] for key in row["keys"]): row["figures"] for row in statistic["rows"]}
    every = {(): statistic["total"], **rows}
    return {codes: {one["measure"]: one["value"] for one in figures} for codes, figures in every.items()}


def reasons(statistic: Mapping[str, Any]) -> dict[str, str | None]:
    """Return why figures of the total have no value."""
    return {one["measure"]: one["reason"] for one in statistic["total"]}


async def follow(client: httpx.AsyncClient, statistic: Mapping[str, Any], **headers: str) -> int:
    """Ask for every list that a statistic leads to, see that it counts the value, and return how many there were."""
    figures = [*statistic["total"], *(one for row in statistic["rows"] for one in row["figures"])]
    led = {one["list"]: one["value"] for one in figures if one["list"]}
    for address, value in led.items():
        url = httpx.URL(address)
        answer = await client.get(url.raw_path.decode(), params=[*url.params.multi_items(), ("with_total", "true")],
                                  headers=headers)  # fmt: skip
        assert answer.status_code == 200, (address, answer.text)
        assert answer.json()["total"] == value, address
    return len(led)


@contextmanager
def counting(app: FastAPI) -> Any:
    """Collect the statements that are asked of the database meanwhile."""
    statements: list[str] = []

    def note(*said: Any) -> None:
        statements.append(said[2])

    engine = app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
