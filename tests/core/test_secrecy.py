"""What somebody puts into an address by mistake is not repeated."""

import pytest

from app.accounts.keys import make_key
from app.core.secrecy import without_secrets

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"  # noqa: S105 - made up, and of no use


def test_a_key_keeps_its_id_and_loses_its_secret() -> None:
    new = make_key()
    told = without_secrets(f"/v1/keys/{new.text}/revoke")
    assert new.key_id in told
    assert new.text.split("_", 2)[2] not in told


@pytest.mark.parametrize("path", [f"/v1/{TOKEN}", f"/{TOKEN}/x", TOKEN.rpartition(".")[0]])
def test_a_token_is_left_out(path: str) -> None:
    assert "eyJhbGci" not in without_secrets(path)


@pytest.mark.parametrize("path", ["/v1/innovations/verolin", "/v1/keys/abcdefghijkl", "/", "/inovasi_medan"])
def test_other_paths_stay(path: str) -> None:
    assert without_secrets(path) == path
