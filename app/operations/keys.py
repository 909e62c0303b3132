"""The keys of personal data in the embedded mode: made once, kept in a file of the home folder, read from there.

They protect a dump or a copy of the database. Whoever has the whole home folder has data and keys; where that is not
enough, FIELD_KEYS and MATCHING_KEY come from the environment and no file is made.
"""

import base64
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from app.core.crypto import Vault
from app.core.settings import Settings, SettingsError
from app.operations.refusal import Refusal

_FILE = "keys.env"
_NAMES = ["FIELD_KEYS", "MATCHING_KEY"]
_REMARK = "# Keys of personal data. Keep a copy, apart from those of the database: without them the data are lost.\n"


def with_keys(settings: Settings) -> Settings:
    """Return the settings with keys for personal data: the given ones, or those of the embedded mode.

    With a DATABASE_URL nothing is made, for a database that outlives its machine must not depend on a file there. If
    either setting is given, the file is not looked at.

    Raises:
        Refusal: the file cannot be made or read, others can read it, or it is damaged.
    """
    if not settings.embedded or settings.field_keys is not None or settings.matching_key is not None:
        return settings
    path = settings.inovasi_home.expanduser().resolve() / _FILE
    try:
        if not path.exists():
            _create(path)
        keyed = settings.model_copy(update=_parse(_read(path)))
        Vault.from_settings(keyed)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"The key file {path} cannot be used ({reason}): mend that, or set FIELD_KEYS and MATCHING_KEY."
        raise Refusal(message) from None
    except SettingsError:
        message = f"The key file {path} is damaged: restore it, or remove it if no personal data were stored yet."
        raise Refusal(message) from None
    return keyed


def _create(path: Path) -> None:
    """Make the file with new keys; it appears only when it is complete, and not at all if another start was quicker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # for its owner alone from the first moment
    descriptor, draft = tempfile.mkstemp(prefix=".keys-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(_new_keys())
            file.flush()
            os.fsync(descriptor)
        # unlike a renaming, a link never takes the place of a file
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Write a folder's names to disk: no power cut may take keys away that something was encrypted with."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_keys() -> str:
    # the day tells people how old a key is; the rest keeps it apart from one that was made before and lost
    key_id = f"{datetime.now(UTC):%Y-%m-%d}-{secrets.token_hex(2)}"
    field, matching = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in _NAMES)
    return f"{_REMARK}FIELD_KEYS={key_id}:{field}\nMATCHING_KEY={matching}\n"


def _read(path: Path) -> str:
    """Return the text of the file.

    Raises:
        Refusal: others than its owner may read or change it.
    """
    # what is not UTF-8 is damage, which the keys then show
    with path.open(encoding="utf-8", errors="replace") as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            message = f"The key file {path} is open to other users: run `chmod 600 {path}`."
            raise Refusal(message)
        return file.read()


def _parse(text: str) -> dict[str, SecretStr]:
    """Return the two settings of the file, by their names.

    Raises:
        SettingsError: it does not hold these two.
    """
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    if sorted(name for name, _, _ in pairs) != _NAMES:
        raise SettingsError("The key file holds something else.")
    return {name.lower(): SecretStr(value) for name, _, value in pairs}
