"""What assessors assess by: the texts of an entry, its evidence, both otherwise for its keepers alone, and its use."""

from uuid import UUID

from app.assessments.directory import AssessmentDirectory, instrument_of
from app.assessments.schemas import AssessmentMaterial, MaterialReplication
from app.core.clock import WIB
from app.core.errors import NotFound
from app.core.writing import Work
from app.evidence.dossiers import DossierService
from app.evidence.service import EvidenceService
from app.instruments.service import definition_of
from app.lineage.service import LineageService
from app.models.codes import VACATED


class MaterialService:
    """The material of assessments, for those who assess and those who run rounds.

    `months` are those within which a replica owes a sign of life to count.
    """

    def __init__(self, look: Work, months: int) -> None:
        self._look = look
        self._months = months
        self._assessments = AssessmentDirectory(look.session, look.principal, look.at)

    async def of(self, assessment_id: UUID) -> AssessmentMaterial:
        """Return what the entry of an assessment has to show.

        Raises:
            NotFound: there is no such assessment of the caller's, or it was declined, replaced, suspended or excluded,
                or the caller was taken off the panel.
            FormUnknown: nobody has found the form of the instrument.
        """
        one = await self._assessments.find(assessment_id)
        ended = (
            one.status in VACATED or one.suspended_at is not None or one.excluded or one.assessor.removed_at is not None
        )
        if ended and not self._assessments.runs:
            # who is not to assess it has no more reason to read it than anybody else
            raise NotFound
        instrument = instrument_of(one)
        innovation_id = one.entry.innovation_id
        on = self._look.at.astimezone(WIB).date()
        used = await LineageService(self._look.session, self._months).replication(innovation_id, on)
        return AssessmentMaterial(
            innovation=one.entry.innovation.slug,
            dossier=await DossierService(self._look).of(innovation_id, instrument, definition_of(instrument)),
            evidence=await EvidenceService(self._look).of(innovation_id),
            replication=MaterialReplication(
                agencies=used.counts.agencies, other_regions=used.counts.other_regions, in_date=used.in_date
            ),
        )
