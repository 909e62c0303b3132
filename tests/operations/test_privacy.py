"""The keys of personal data at the start of the service."""

from pathlib import Path

import pytest

from tests.test_serve import free_port, run

NOWHERE = "postgresql://orang@127.0.0.1:1/tidak_ada"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"FIELD_KEYS": "rahasia"}, "The setting MATCHING_KEY is missing: it goes with FIELD_KEYS."),
        ({"MATCHING_KEY": "rahasia"}, "The setting FIELD_KEYS is missing: it goes with MATCHING_KEY."),
        ({"FIELD_KEYS": "rahasia", "MATCHING_KEY": "rahasia"}, "The setting FIELD_KEYS is wrong: must be"),
    ],
)
def test_wrong_keys_stop_the_start_in_one_sentence_that_does_not_repeat_them(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    done = run("serve", tmp_path / "rumah", free_port(), DATABASE_URL=NOWHERE, **settings)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert "rahasia" not in done.stdout + done.stderr
