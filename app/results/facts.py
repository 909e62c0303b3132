"""Facts that end a request about results."""

from collections.abc import Sequence

from app.core.errors import Conflict, Text


class ConflictsUndecided(Conflict):
    """Whether some of the scores count is not decided yet."""

    code = "conflicts_undecided"
    title = Text("Benturan kepentingan belum diputuskan", "Conflicts undecided")
    meaning = Text(
        "Ada penilaian yang ditangguhkan karena benturan kepentingan belum diputuskan; undecided menyebut jumlahnya.",
        "Some assessments are suspended by a conflict of interest that is not decided; undecided says how many.",
    )

    def __init__(self, undecided: int) -> None:
        super().__init__(undecided=undecided)


class ObjectionsOpen(Conflict):
    """Objections to entries of the stage wait for their answer."""

    code = "objections_open"
    title = Text("Sanggahan belum dijawab", "Objections open")
    meaning = Text(
        "Ada sanggahan atas peserta tahap ini yang belum dijawab; open_objections menyebut jumlahnya.",
        "Some objections to entries of this stage are not answered; open_objections says how many.",
    )

    def __init__(self, open_objections: int) -> None:
        super().__init__(open_objections=open_objections)


class StageSettled(Conflict):
    """Another stage was concluded on what came out of this one."""

    code = "stage_settled"
    title = Text("Hasil tahap sudah menjadi dasar", "Stage settled")
    meaning = Text(
        "Hasil tahap ini tidak dapat dihitung baru: tahap yang disebut concluded sudah diselesaikan atas dasarnya, dan "
        "yang mendasari hasil ini tidak berubah.",
        "The result of this stage cannot be made anew: the stage that concluded names was concluded upon it, and "
        "nothing that it rests on has changed.",
    )

    def __init__(self, stage: str, concluded: str) -> None:
        super().__init__(stage=stage, concluded=concluded)


class StagesOutdated(Conflict):
    """What results of stages rest on has changed since they were computed, as by a conflict that was decided."""

    code = "stages_outdated"
    title = Text("Hasil tahap tidak lagi berlaku", "Stages outdated")
    meaning = Text(
        "Yang mendasari hasil tahap dalam stages telah berubah, misalnya karena benturan kepentingan diputuskan; "
        "simpulkan lagi mulai dari yang pertama.",
        "What the results of the stages in stages rest on has changed, as by a conflict that was decided; conclude "
        "them again, the first one first.",
    )

    def __init__(self, stages: Sequence[str]) -> None:
        super().__init__(stages=list(stages))


class WrongSheet(Conflict):
    """A sheet does not fit its form: a score is missing that must be there, or one is of no criterion."""

    code = "wrong_sheet"
    title = Text("Lembar nilai tidak cocok", "Sheet does not fit")
    meaning = Text(
        "Sebuah lembar nilai tidak cocok dengan formulirnya; missing dan unknown menyebut kriteria, entry pesertanya.",
        "A sheet of scores does not fit its form; missing and unknown name the criteria, entry whose it is.",
    )

    def __init__(self, missing: Sequence[str], unknown: Sequence[str]) -> None:
        super().__init__(missing=list(missing), unknown=list(unknown))


class EditionsDiffer(Conflict):
    """The two rounds were not measured by the same form: their numbers say nothing beside each other."""

    code = "editions_differ"
    title = Text("Edisi instrumen berbeda", "Editions differ")
    meaning = Text(
        "Kedua putaran dinilai dengan instrumen yang berbeda, sehingga nilainya tidak dapat dibandingkan; "
        "instruments dan other_instruments menyebutnya.",
        "The two rounds were assessed by different instruments, so their totals cannot be compared; instruments and "
        "other_instruments name them.",
    )

    def __init__(self, instruments: Sequence[str], other_instruments: Sequence[str]) -> None:
        super().__init__(instruments=list(instruments), other_instruments=list(other_instruments))
