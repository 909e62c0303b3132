"""The keys of the embedded mode: made once, for nobody else to read, and never replaced."""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.core.crypto import Vault
from app.core.settings import Settings
from app.operations.keys import with_keys
from app.operations.refusal import Refusal

STARTS = 8
KEY, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no file of the machine reaches these tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "new" / "home"


def start(home: Path) -> tuple[str, str]:
    """Return the keys that a start on this folder has."""
    settings = with_keys(Settings(inovasi_home=home))
    assert settings.field_keys is not None
    assert settings.matching_key is not None
    return settings.field_keys.get_secret_value(), settings.matching_key.get_secret_value()


def refusal(home: Path) -> str:
    with pytest.raises(Refusal) as raised:
        with_keys(Settings(inovasi_home=home))
    told = str(raised.value)
    assert "\n" not in told
    return told


def test_the_first_start_makes_keys_that_work_and_the_next_one_has_the_same(home: Path) -> None:
    first = with_keys(Settings(inovasi_home=home))
    vault = Vault.from_settings(first)
    again = Vault.from_settings(with_keys(Settings(inovasi_home=home)))
    assert vault is not None
    assert again is not None
    assert again.fields.decrypt(vault.fields.encrypt("rahasia", "person:1:nip"), "person:1:nip") == "rahasia"
    assert again.matching.digest("nip", "1") == vault.matching.digest("nip", "1")
    assert first.embedded


def test_two_folders_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = start(tmp_path / "one"), start(tmp_path / "other")
    assert one[0].partition(":")[2] != other[0].partition(":")[2]
    assert one[1] != other[1]


def test_the_file_is_its_owners_alone_whatever_the_mask(home: Path) -> None:
    mask = os.umask(0)
    try:
        start(home)
    finally:
        os.umask(mask)
    assert [path.name for path in home.iterdir()] == ["keys.env"]
    assert stat.S_IMODE((home / "keys.env").stat().st_mode) == 0o600


def test_many_starts_at_once_end_with_one_file_and_the_same_keys(tmp_path: Path) -> None:
    together = Barrier(STARTS)

    def at_once(home: Path) -> tuple[str, str]:
        together.wait()
        return start(home)

    with ThreadPoolExecutor(STARTS) as threads:
        for attempt in range(20):
            home = tmp_path / str(attempt)
            assert len(set(threads.map(at_once, [home] * STARTS))) == 1
            assert [path.name for path in home.iterdir()] == ["keys.env"]


def test_a_start_that_came_second_takes_the_keys_of_the_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other start ends between this one's look for the file and its making of one."""
    first = start(home)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert start(home) == first


def test_a_new_key_put_in_front_by_hand_is_taken(home: Path) -> None:
    old = start(home)[0]
    path = home / "keys.env"
    path.write_text(path.read_text().replace("FIELD_KEYS=", f"FIELD_KEYS=new:{KEY},"))
    assert start(home)[0] == f"new:{KEY},{old}"


def test_given_keys_win_and_no_file_is_made_or_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELD_KEYS", f"k:{KEY}")
    monkeypatch.setenv("MATCHING_KEY", OTHER)
    assert start(home) == (f"k:{KEY}", OTHER)
    assert not home.exists()
    home.mkdir(parents=True)
    (home / "keys.env").write_text("damaged")
    assert start(home) == (f"k:{KEY}", OTHER)


@pytest.mark.parametrize("name", ["FIELD_KEYS", "MATCHING_KEY"])
def test_half_of_the_keys_is_left_for_the_vault_to_complain_of(
    home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, KEY)
    settings = Settings(inovasi_home=home)
    assert with_keys(settings) == settings
    assert not home.exists()


def test_beside_a_given_database_nothing_is_made(home: Path) -> None:
    settings = Settings(inovasi_home=home, database_url="postgresql://u@h/db")
    assert with_keys(settings) is settings
    assert not home.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_keys_that_others_can_read_or_change_are_refused(home: Path, mode: int) -> None:
    start(home)
    path = home / "keys.env"
    path.chmod(mode)
    assert refusal(home) == f"The key file {path} is open to other users: run `chmod 600 {path}`."
    path.chmod(0o600)
    start(home)


GOOD = f"FIELD_KEYS=k:{KEY}\nMATCHING_KEY={OTHER}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        GOOD[:-10],
        GOOD.partition("\n")[0],
        GOOD.partition("\n")[2],
        GOOD + GOOD,
        GOOD + "PORT=8000\n",
        GOOD.replace(OTHER, KEY),
        GOOD.replace("k:", ""),
        GOOD.replace("=", ":"),
        GOOD.lower(),
        "\0" * 100,
        GOOD.replace(KEY[:4], "\udcff\udcfe"),
    ],
)
def test_a_damaged_file_is_refused_and_stays_as_it_is(home: Path, text: str) -> None:
    home.mkdir(parents=True)
    path = home / "keys.env"
    damaged = text.encode(errors="surrogateescape")
    path.write_bytes(damaged)
    path.chmod(0o600)
    told = refusal(home)
    assert told == f"The key file {path} is damaged: restore it, or remove it if no personal data were stored yet."
    assert path.read_bytes() == damaged


def test_remarks_blank_lines_and_line_ends_of_windows_do_no_harm(home: Path) -> None:
    home.mkdir(parents=True)
    path = home / "keys.env"
    path.write_bytes(f"# mine\n\n{GOOD}".replace("\n", "\r\n").encode())
    path.chmod(0o600)
    assert start(home) == (f"k:{KEY}", OTHER)


def test_a_folder_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")
    assert refusal(home) == (
        f"The key file {home}/keys.env cannot be used (File exists): mend that, or set FIELD_KEYS and MATCHING_KEY."
    )


def test_a_disk_that_fails_leaves_neither_half_a_file_nor_a_draft(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert "cannot be used (No space left on device)" in refusal(home)
    assert list(home.iterdir()) == []
    start(home)
