"""Root hands the server to another user, and opens to that user alone what it must pass through."""

import os
import pwd
import shutil
import stat
from pathlib import Path

import pytest

from app.core.postgres import EmbeddedPostgresError
from app.core.postgres.account import let_through, system_user

ACCESS_LIST = "system.posix_acl_access"
PASSER, OTHER = 54_321, 65_432


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_lets_one_user_through_and_is_as_closed_as_before_to_all_others(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    let_through(folder, PASSER)
    # the place of the group now shows the most that any entry gives: to walk through
    assert mode(folder) == 0o710
    first = os.getxattr(folder, ACCESS_LIST)
    let_through(folder, PASSER)
    assert os.getxattr(folder, ACCESS_LIST) == first
    let_through(folder, OTHER)
    assert os.getxattr(folder, ACCESS_LIST) != first
    assert mode(folder) == 0o710


def test_what_the_group_may_do_stays(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o750)
    let_through(folder, PASSER)
    assert mode(folder) == 0o750


def test_a_folder_that_cannot_be_opened_so_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "setxattr", unsupported)
    with pytest.raises(EmbeddedPostgresError) as refusal:
        let_through(tmp_path, PASSER)
    assert f"run `chmod o+x {tmp_path}`, start the service as an ordinary user, or set DATABASE_URL." in str(
        refusal.value
    )


def test_without_the_means_to_make_a_user_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwnam", unknown)
    monkeypatch.setattr(shutil, "which", lambda _program, path: None)  # noqa: ARG005 - named by its caller
    with pytest.raises(EmbeddedPostgresError, match="add that user, start the service as an ordinary user, or set"):
        system_user()
