"""Forms of surveys on record: loaded from files, and fixed as soon as a survey uses them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.core.database import Session
from app.core.ids import derived_id
from app.models import SurveyInstrument
from app.surveys.definition import SurveyDefinition
from app.surveys.form_records import FormRepository
from app.surveys.schemas import SurveyInstrumentItem, SurveyInstrumentRead

# the beginning of the day in Medan on which the first forms shipped; a part of the id of every form
_FIRST = datetime(2026, 11, 27, 17, tzinfo=UTC)
# a few editions are on record; a definition that was read stays true, for its digest says what is in it
_MOST_KEPT = 50
_kept: dict[tuple[str, str], SurveyDefinition] = {}


def definition_of(form: SurveyInstrument) -> SurveyDefinition:
    """Return what a form says, read once for each of its digests."""
    key = (form.slug, form.digest)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = SurveyDefinition.model_validate(form.definition)
    return found


class SurveyForms:
    """Forms within one transaction of the caller's."""

    def __init__(self, session: Session) -> None:
        self._forms = FormRepository(session)

    async def ship(self, definitions: Sequence[SurveyDefinition]) -> dict[str, str]:
        """Write what is new or changed, and return what became of each form by slug.

        That is `created`, `changed`, `unchanged`, or `in_use` where a survey uses what would be changed: it stays.
        """
        await self._forms.lock()
        standing = await self._forms.digests()
        used = await self._forms.used()
        outcomes = {}
        for one in definitions:
            there = standing.get(one.slug)
            if there is None:
                outcome = "created"
            elif there == one.digest():
                outcome = "unchanged"
            else:
                outcome = "in_use" if one.slug in used else "changed"
            outcomes[one.slug] = outcome
        await self._forms.put([_row(one) for one in definitions if outcomes[one.slug] in {"created", "changed"}])
        return outcomes


def _row(one: SurveyDefinition) -> dict[str, Any]:
    return {
        "id": derived_id(_FIRST, f"survey_instrument:{one.slug}"),
        "slug": one.slug,
        "code": one.code,
        "edition": one.edition,
        "title": one.title.id,
        "official": one.official,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "definition": one.as_json(),
        "digest": one.digest(),
    }


def form_item(form: SurveyInstrument) -> SurveyInstrumentItem:
    """Return a form as lists show it."""
    return SurveyInstrumentItem.model_validate(_told(form))


def form_read(form: SurveyInstrument) -> SurveyInstrumentRead:
    """Return a form whole."""
    return SurveyInstrumentRead.model_validate(_told(form))


def _told(form: SurveyInstrument) -> dict[str, Any]:
    definition = definition_of(form)
    said = {name: getattr(definition, name) for name in type(definition).model_fields}
    return {**said, "id": form.id, "slug": form.slug, "digest": form.digest, "loaded_at": form.loaded_at}
