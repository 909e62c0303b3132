"""Whom the embedded PostgreSQL runs as. It refuses to run as root, so root needs another user to run it.

An ordinary user runs it as itself. Root runs it as the owner of the data if there are data already, otherwise as the
system user `inovasi-postgres`, made when it is missing. That user must be able to reach the data and the programs. When
a folder above them is closed to others, as `/root` is, that one folder gets an access list entry that lets that one
user walk through it: not list it, not read in it, and nobody else at all. Data stay where INOVASI_HOME says.
"""

import os
import pwd
import shutil
import stat
import struct
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_USER = "inovasi-postgres"
_RUN_SECONDS = 120.0

_SEARCH = 1
# the kernel's form of an access list (acl(5)): version 2, then entries of tag, permissions and user, in this order
_ACCESS_LIST = "system.posix_acl_access"
_VERSION = struct.pack("<I", 2)
_ENTRY = struct.Struct("<HHI")
_OWNER, _USER, _GROUP, _MASK, _OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20
_NOBODY = 0xFFFFFFFF


class EmbeddedPostgresError(Exception):
    """The server cannot be had; the message is one sentence for the person who starts the service."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that the server runs as; None is whoever runs this."""

    uid: int | None = None
    gid: int | None = None

    @property
    def process_arguments(self) -> dict[str, Any]:
        """How `subprocess` starts a program of the server: as this user, and blind to PGDATA, PGPORT and their like."""
        arguments: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        if self.uid is not None:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    def give(self, path: Path) -> None:
        """Make a file or folder this user's."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def run(self, command: Iterable[str], text: str = "") -> None:
        """Run a program of the server to its end, with a text as its input.

        Raises:
            EmbeddedPostgresError: it failed; with the last line of what it said.
        """
        done = subprocess.run(  # noqa: S603 - programs of the wheel, arguments of ours
            list(command),
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=_RUN_SECONDS,
            **self.process_arguments,
        )
        if done.returncode:
            words = next((line for line in reversed(done.stderr.splitlines()) if "error" in line.lower()), done.stderr)
            message = f"The embedded PostgreSQL could not be set up: {words.strip()}"
            raise EmbeddedPostgresError(message)


def account_for(data: Path, programs: Path) -> Account:
    """Return the user that runs the server over these data with these programs, able to reach both.

    Raises:
        EmbeddedPostgresError: root runs this, and the other user cannot be made, or cannot be let in.
    """
    if os.geteuid() != 0:
        return Account()
    if data.exists():
        owner = data.stat()
        account = Account(owner.st_uid, owner.st_gid)
    else:
        entry = system_user()
        account = Account(entry.pw_uid, entry.pw_gid)
    for folder in (*data.parents, *(programs / "postgres").resolve().parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            let_through(folder, account.uid or 0)
    return account


def system_user() -> pwd.struct_passwd:
    """Return the system user that runs the server for root, made when it is missing.

    Raises:
        EmbeddedPostgresError: it cannot be made.
    """
    for attempt in (True, False):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
            if attempt and program:
                options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
                # another start may be making the same user: whether it exists afterwards is what counts
                subprocess.run([program, *options, SYSTEM_USER], capture_output=True, check=False)  # noqa: S603 - fixed
    message = (
        f"PostgreSQL refuses to run as root, and its system user {SYSTEM_USER} could not be made: add that user, start "
        "the service as an ordinary user, or set DATABASE_URL."
    )
    raise EmbeddedPostgresError(message)


def let_through(folder: Path, uid: int) -> None:
    """Let one user search a folder, by an entry of its access list.

    Raises:
        EmbeddedPostgresError: the file system has no such lists.
    """
    mode = folder.stat().st_mode
    try:
        listed = os.getxattr(folder, _ACCESS_LIST)[len(_VERSION) :]
        entries = {(tag, user): permissions for tag, permissions, user in _ENTRY.iter_unpack(listed)}
    except OSError:
        # there is no list yet: the mode says the same
        entries = {(_OWNER, _NOBODY): mode >> 6 & 7, (_GROUP, _NOBODY): mode >> 3 & 7, (_OTHERS, _NOBODY): mode & 7}
    # a later chmod leaves the entry and takes its force away through the mask
    if entries.get((_USER, uid), 0) & entries.get((_MASK, _NOBODY), 0) & _SEARCH:
        return
    entries[_USER, uid] = _SEARCH
    entries[_MASK, _NOBODY] = entries.get((_MASK, _NOBODY), entries[_GROUP, _NOBODY]) | _SEARCH
    ordered = (_ENTRY.pack(tag, permissions, user) for (tag, user), permissions in sorted(entries.items()))
    try:
        os.setxattr(folder, _ACCESS_LIST, _VERSION + b"".join(ordered))
    except OSError:
        message = (
            f"PostgreSQL refuses to run as root, and the user it would run as may not walk through {folder}: "
            f"run `chmod o+x {folder}`, start the service as an ordinary user, or set DATABASE_URL."
        )
        raise EmbeddedPostgresError(message) from None
