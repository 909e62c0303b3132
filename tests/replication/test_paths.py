"""The data file of replication, and what is wrong with others."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from app.models.codes import ReplicationActor
from app.replication.paths import FILE, read, rules


def test_the_shipped_file_names_what_it_rests_on() -> None:
    for part in (*rules().models, *rules().agreements, *(step for model in rules().models for step in model.steps)):
        assert rules().sources[part.source].title


def test_every_actor_of_a_model_takes_a_step_or_gives_leave() -> None:
    for model in rules().models:
        takers = {actor for step in model.steps for actor in step.taken_by}
        assert takers | {ReplicationActor.ASAL} == set(model.actors)


def _steps(data: dict[str, Any]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = data["models"][0]["steps"]
    return steps


WRONG = {
    "phases out of order": lambda data: _steps(data).reverse(),
    "a phase left out": lambda data: _steps(data).pop(1),
    "a step twice": lambda data: _steps(data).insert(0, _steps(data)[0]),
    "somebody who takes no part": lambda data: _steps(data)[0].update(taken_by=["fasilitator"]),
    "two last steps": lambda data: _steps(data).append({**_steps(data)[-1], "step": "lagi"}),
    "a source that is none": lambda data: _steps(data)[0].update(source="entah"),
    "a model left out": lambda data: data["models"].pop(),
    "a scope twice": lambda data: data["agreements"].append(data["agreements"][0]),
    "an agreement of plans": lambda data: data["agreements"][0]["links"][0].update(kinds=["rencana_aksi"]),
    "an unknown need": lambda data: _steps(data)[0].update(needs=["keberuntungan"]),
    "a name that nobody knows": lambda data: _steps(data)[0].update(lekas=True),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_contradicts_itself_is_refused(tmp_path: Path, wrong: str) -> None:
    # by way of JSON, so that one part is not changed through another
    data = json.loads(json.dumps(yaml.safe_load(FILE.read_text(encoding="utf-8"))))
    WRONG[wrong](data)
    path = tmp_path / "paths.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(ValidationError):
        read(path)
