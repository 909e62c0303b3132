"""Renewing the keys of personal data."""

from functools import partial
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.crypto import UndecryptableError, Vault
from app.core.settings import Settings, SettingsError
from app.operations.refusal import Refusal
from app.operations.upkeep import in_session
from app.privacy.sealing import Rotation

# few enough that nobody who records a value waits
_BATCH = 500


def rotate(settings: Settings) -> None:
    """Encrypt anew every value that is not under the newest key, a few at a time, and say how many there were.

    Raises:
        Refusal: there are no keys, one of the values needs another, or the database failed. What was done before stays
            done.
    """
    try:
        vault = Vault.from_settings(settings)
    except SettingsError as error:
        raise Refusal(str(error), status=2) from None
    if vault is None:
        raise Refusal("There are no keys of personal data: set FIELD_KEYS and MATCHING_KEY.", status=2)
    seen, renewed, last = 0, 0, UUID(int=0)
    try:
        while batch := in_session(settings, partial(_rotate_next, vault, last)):
            last, seen, renewed = batch[0], seen + batch[1], renewed + batch[2]
    except UndecryptableError as error:
        message = f"{error} {renewed} values were encrypted anew before that."
        raise Refusal(message) from None
    typer.echo(f"{renewed} of {seen} values were encrypted anew; all are under the newest key.")


async def _rotate_next(vault: Vault, after: UUID, session: AsyncSession) -> tuple[UUID, int, int] | None:
    return await Rotation(session, vault).rotate_next(after, _BATCH)
