"""Dossiers: what innovations have to say by the forms of editions, read and written."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core.clock import today
from app.core.concealment import concealment
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.evidence.facts import FormUnknown
from app.evidence.inputs import DossierUpdate, SectionText
from app.evidence.keeping import Keeping
from app.evidence.schemas import DossierInstrument, DossierRead
from app.evidence.sections import is_complete, section_of, state_of, totals_of
from app.innovations.holding import find_kept
from app.instruments.definition import Definition, form_of
from app.instruments.parts import WeightedForm
from app.instruments.service import InstrumentService
from app.instruments.shown import InstrumentLabel
from app.models import Evidence, Instrument
from app.models.codes import InstrumentKind

_NO_SECTION = Text("Formulir edisi ini tidak punya bagian itu.", "The form of this edition has no such section.")
_REPEATED = Text("Mengulang isian di atasnya.", "This repeats an entry above.")


class DossierService(Keeping):
    """The dossiers of innovations, each by the form of one edition."""

    async def get(self, key: str, instrument: str, tail: str) -> DossierRead:
        """Return what an innovation has to say by the form of an edition.

        Raises:
            NotFound, Moved, Archived: the record is not here, or not the caller's; or there is no such edition.
            FormUnknown: nobody has found the form.
        """
        kept = await find_kept(self._work, key, tail)
        found, definition, form = await self._form(instrument)
        texts = await self._data.texts(kept.id, found.id)
        return await self._composed(kept.id, definition, form, texts)

    async def of(self, innovation_id: UUID, instrument: Instrument, definition: Definition) -> DossierRead:
        """Return what an innovation has to say by the form of an edition; who may read it is not asked.

        Raises:
            FormUnknown: nobody has found the form.
        """
        form = form_of(definition)
        if form is None:
            raise FormUnknown(definition.slug)
        texts = await self._data.texts(innovation_id, instrument.id)
        return await self._composed(innovation_id, definition, form, texts)

    async def write(self, key: str, instrument: str, told: DossierUpdate, condition: Condition) -> DossierRead:
        """Set the texts of some sections. One over its limit is kept, and told by how much it is over.

        Raises:
            NotFound, Moved, NotEditable: there is no such record of the caller's, or it was archived; or there is no
                such edition.
            FormUnknown: nobody has found the form.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present texts.
            InvalidRequest: the form has no such section, or one is told twice.
        """
        kept = await self._changed(key, "sections")
        found, definition, form = await self._form(instrument)
        texts = await self._data.texts(kept.id, found.id)
        condition.check([version_tag(state_of(texts))])
        _check_sections(told.sections, form)
        changed = {one.section: one.text for one in told.sections if one.text != texts.get(one.section)}
        if changed:
            await self._data.write(kept.id, found.id, changed, self._work.at)
            sides = ({section: texts.get(section) for section in changed}, changed)
            before, after = ({"instrument": definition.slug, **side} for side in sides)
            self._note("write_dossier", (kept.id, kept.agency_id), {"dossier": (before, after)})
        after_all = {section: text for section, text in (texts | changed).items() if text is not None}
        return await self._composed(kept.id, definition, form, after_all)

    async def _form(self, key: str) -> tuple[Instrument, Definition, WeightedForm]:
        try:
            instrument, definition = await InstrumentService(self._work.session).find(key, "path/instrument")
        except InvalidRequest:
            # what has no record is no place that anything could be at
            raise NotFound from None
        form = form_of(definition)
        if form is None:
            raise FormUnknown(definition.slug)
        return instrument, definition, form

    async def _composed(
        self, innovation_id: UUID, definition: Definition, form: WeightedForm, texts: Mapping[str, str]
    ) -> DossierRead:
        clear = await concealment(self._work.session)
        record = await self._data.record(innovation_id)
        kinds = {kind for criterion in form.criteria for kind in criterion.evidence}
        pieces: Sequence[Evidence] = await self._data.standing(innovation_id, kinds) if kinds else []
        said = {section: clear.text(text) for section, text in texts.items()}
        shown = {field: text and clear.text(text) for field, text in record.items()}
        sections = [section_of(criterion, said, shown, pieces, today()) for criterion in form.criteria]
        written = definition.kind is InstrumentKind.WEIGHTED_FORM
        dossier = DossierRead(
            instrument=DossierInstrument(
                slug=definition.slug,
                title=InstrumentLabel.model_validate(definition.title),
                official=definition.official,
            ),
            sections=sections,
            totals=totals_of(sections),
            complete=is_complete(sections, written=written),
            version=state_of(texts),
        )
        return clear.told(dossier)


def _check_sections(told: Sequence[SectionText], form: WeightedForm) -> None:
    known = {criterion.code for criterion in form.criteria}
    seen: set[str] = set()
    wrong = []
    for index, one in enumerate(told):
        if one.section not in known:
            wrong.append(FieldError(f"#/sections/{index}/section", "unknown_reference", _NO_SECTION))
        elif one.section in seen:
            wrong.append(FieldError(f"#/sections/{index}/section", "repeated", _REPEATED))
        seen.add(one.section)
    if wrong:
        raise InvalidRequest(wrong)
