"""Values and the keys that they are kept with."""

from uuid import UUID

from app.core.crypto import UndecryptableError, Vault
from app.core.database import Session
from app.models import PersonIdentifier
from app.privacy.facts import PersonalDataUnavailable
from app.privacy.repository import PrivacyRepository


def place_of(kept: PersonIdentifier) -> str:
    """Return the name of the one place where a value belongs: its ciphertext is good for nothing elsewhere."""
    return f"person:{kept.person_id}:{kept.kind}"


def opened(vault: Vault, kept: PersonIdentifier) -> str:
    """Return a value in full.

    Raises:
        PersonalDataUnavailable: its key is not here, or it is damaged.
    """
    try:
        return vault.fields.decrypt(kept.ciphertext, place_of(kept))
    except UndecryptableError as error:
        raise PersonalDataUnavailable("FIELD_KEYS") from error


class Rotation:
    """Encrypting everything anew with the newest key, a few values in each transaction."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._data = PrivacyRepository(session)
        self._fields = vault.fields

    async def rotate_next(self, after: UUID, size: int) -> tuple[UUID, int, int] | None:
        """Encrypt those of the next values anew that are not under the newest key; None if there are no further ones.

        Returns the last id, how many values were looked at, and how many were encrypted anew.

        Raises:
            UndecryptableError: a value needs a key that is not here, or is damaged.
        """
        values = await self._data.next_identifiers(after, size)
        old = [kept for kept in values if not self._fields.is_current(kept.ciphertext)]
        for kept in old:
            place = place_of(kept)
            kept.ciphertext = self._fields.encrypt(self._fields.decrypt(kept.ciphertext, place), place)
        return (values[-1].id, len(values), len(old)) if values else None
