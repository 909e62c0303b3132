"""Every rule on conflicts alone, with what it says, and what it does not find."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.conflicts.rules import (
    Assessed,
    Assessor,
    Conflict,
    Declaration,
    Maker,
    Part,
    Related,
    Why,
    Workplace,
    conflicts_between,
    key_of,
)
from app.conflicts.structure import Structure
from app.models.codes import ConflictKind

CITY, SETDA, UMUM, DINAS, OLD, LURAH = (UUID(int=number) for number in range(1, 7))
NAMES = {CITY: "Pemko", SETDA: "Setda", UMUM: "Bagian Umum", DINAS: "Dinas A", OLD: "Badan Lama", LURAH: "Kelurahan"}
STRUCTURE = Structure(NAMES, {SETDA: CITY, UMUM: SETDA, DINAS: CITY, LURAH: DINAS}, [(OLD, DINAS)], CITY)
BUDI, CITRA, DEWI = (UUID(int=number) for number in range(21, 24))
ENTRY, SECOND, THIRD = (UUID(int=number) for number in range(41, 44))

INNOVATION = Assessed(
    ENTRY, ENTRY, "E-Arsip", owners=frozenset({UMUM}), makers={CITRA: Maker("Citra", "inovator", frozenset({UMUM}))}
)
STRANGER = Assessor(BUDI, "Budi")


def kinds(assessor: Assessor, innovation: Assessed = INNOVATION) -> list[str]:
    return [conflict.kind.value for conflict in conflicts_between(assessor, innovation, STRUCTURE)]


def only(assessor: Assessor, innovation: Assessed = INNOVATION) -> Conflict:
    (found,) = conflicts_between(assessor, innovation, STRUCTURE)
    return found


def at(agency: UUID, why: Why = Why.ACCOUNT, note: str | None = None) -> Assessor:
    """Somebody who works for an agency."""
    posts = (Workplace(agency, why, note),) if why is Why.POST else ()
    return replace(STRANGER, workplaces=(Workplace(agency, why, note),), posts=posts)


SURAT, ABSEN = Part(SECOND, "Si-Surat"), Part(THIRD, "Absen")


def test_whoever_has_nothing_to_do_with_an_innovation_has_no_conflict() -> None:
    assert kinds(STRANGER) == []
    assert kinds(at(DINAS)) == []


def test_own_innovation() -> None:
    for role, told in (("inovator", "an innovator"), ("anggota_tim", "a member of the team")):
        own = replace(INNOVATION, owners=frozenset(), makers={BUDI: Maker("Budi", role)})
        found = only(STRANGER, own)
        assert (found.kind, found.details) == (ConflictKind.OWN_INNOVATION, (("innovation", ENTRY),))
        assert found.explanation_en == f"Budi is {told} of E-Arsip."
        assert found.explanation_id == f"Budi adalah {role.replace('_', ' ')} E-Arsip."


@pytest.mark.parametrize(
    ("works", "owner", "indonesian", "english"),
    [
        (
            at(UMUM),
            UMUM,
            "Budi bekerja pada Bagian Umum (menurut akunnya), pemilik E-Arsip.",
            "Budi works for Bagian Umum (by their account), the owner of E-Arsip.",
        ),
        (
            at(OLD, Why.POST, "Kepala"),
            DINAS,
            "Budi bekerja pada Badan Lama (jabatan: Kepala), pendahulu Dinas A, pemilik E-Arsip.",
            "Budi works for Badan Lama (post: Kepala), which Dinas A, the owner of E-Arsip, followed.",
        ),
        (
            at(DINAS, Why.PART, "Si-Surat"),
            OLD,
            "Budi bekerja pada Dinas A (menurut bagiannya dalam Si-Surat), penerus Badan Lama, pemilik E-Arsip.",
            "Budi works for Dinas A (by their part in Si-Surat), which followed Badan Lama, the owner of E-Arsip.",
        ),
        (
            at(SETDA),
            UMUM,
            "Budi bekerja pada Setda (menurut akunnya), induk Bagian Umum, pemilik E-Arsip.",
            "Budi works for Setda (by their account), which Bagian Umum, the owner of E-Arsip, is part of.",
        ),
        (
            at(UMUM),
            SETDA,
            "Budi bekerja pada Bagian Umum (menurut akunnya), bagian dari Setda, pemilik E-Arsip.",
            "Budi works for Bagian Umum (by their account), which is part of Setda, the owner of E-Arsip.",
        ),
    ],
)
def test_same_agency(works: Assessor, owner: UUID, indonesian: str, english: str) -> None:
    innovation = replace(INNOVATION, owners=frozenset({owner}), makers={})
    found = only(works, innovation)
    assert found.kind is ConflictKind.SAME_AGENCY
    assert found.details == (("agency", works.workplaces[0].agency_id), ("owner", owner))
    assert (found.explanation_id, found.explanation_en) == (indonesian, english)


def test_the_root_is_above_everyone_and_makes_nobody_a_part() -> None:
    ownerless = replace(INNOVATION, makers={})
    assert kinds(at(CITY), ownerless) == ["same_agency"]
    assert kinds(at(DINAS), replace(ownerless, owners=frozenset({CITY}))) == []
    assert kinds(at(CITY), replace(ownerless, owners=frozenset({CITY}))) == ["same_agency"]


def test_mentor_of_the_innovation_and_of_its_innovator_elsewhere() -> None:
    guided = only(STRANGER, replace(INNOVATION, guides={BUDI: "coach"}))
    assert (guided.kind, guided.details) == (ConflictKind.MENTOR, (("innovation", ENTRY),))
    assert guided.explanation_en == "Budi is a coach of E-Arsip."
    elsewhere = only(replace(STRANGER, mentees={CITRA: (SURAT, ABSEN)}))
    assert (elsewhere.kind, elsewhere.details) == (ConflictKind.MENTOR, (("person", CITRA),))
    assert elsewhere.explanation_en == "Budi guided Citra, an innovator of it, on Absen, Si-Surat."
    assert kinds(replace(STRANGER, mentees={DEWI: (SURAT,)})) == []


def test_co_author_on_another_innovation() -> None:
    found = only(replace(STRANGER, fellows={BUDI: (SURAT,), CITRA: (SURAT,)}))
    assert (found.kind, found.details) == (ConflictKind.CO_AUTHOR, (("person", CITRA),))
    assert found.explanation_id == "Budi membuat Si-Surat bersama Citra, inovatornya."
    assert kinds(replace(STRANGER, fellows={BUDI: (SURAT,), DEWI: (SURAT,)})) == []
    # the same innovation is no other one, and nobody is their own co-author
    own = replace(INNOVATION, makers={**INNOVATION.makers, BUDI: Maker("Budi", "inovator")})
    same = (Part(ENTRY, "E-Arsip"),)
    assert kinds(replace(STRANGER, fellows={BUDI: same, CITRA: same}), own) == ["own_innovation"]
    alone = replace(INNOVATION, makers={BUDI: Maker("Budi", "inovator")})
    assert kinds(replace(STRANGER, fellows={BUDI: (SURAT,)}), alone) == ["own_innovation"]


def test_replicator_by_person_and_by_agency() -> None:
    by_person = replace(INNOVATION, replicas=(Related(SECOND, "Arsip-Ku", frozenset(), frozenset({BUDI})),))
    found = only(STRANGER, by_person)
    assert (found.kind, found.details) == (ConflictKind.REPLICATOR, (("innovation", SECOND),))
    assert found.explanation_en == "Budi had a part in making Arsip-Ku. Arsip-Ku adapts E-Arsip."
    by_agency = replace(INNOVATION, replicas=(Related(SECOND, "Arsip-Ku", frozenset({DINAS}), frozenset({DEWI})),))
    found = only(at(LURAH), by_agency)
    assert (found.kind, found.details[1]) == (ConflictKind.REPLICATOR, ("innovation", SECOND))
    assert found.explanation_id == (
        "Budi bekerja pada Kelurahan (menurut akunnya), bagian dari Dinas A, pemilik Arsip-Ku. "
        "Arsip-Ku mereplikasi E-Arsip."
    )
    assert kinds(STRANGER, by_agency) == []


def test_owner_or_maker_of_the_original() -> None:
    by_agency = replace(INNOVATION, originals=(Related(SECOND, "Asal", frozenset({DINAS}), frozenset({BUDI})),))
    found = conflicts_between(at(OLD), by_agency, STRUCTURE)
    assert [conflict.kind for conflict in found] == [ConflictKind.ORIGINAL_OWNER] * 2
    told = {conflict.explanation_en for conflict in found}
    assert "Budi had a part in making Asal. E-Arsip adapts Asal." in told
    assert kinds(replace(at(UMUM), person_id=DEWI), replace(by_agency, owners=frozenset(), makers={})) == []


def test_superior_by_a_post_and_by_nothing_else() -> None:
    below = replace(INNOVATION, owners=frozenset(), makers={CITRA: Maker("Citra", "inovator", frozenset({LURAH}))})
    found = only(at(DINAS, Why.POST, "Kepala Dinas"), below)
    assert (found.kind, found.details) == (ConflictKind.SUPERIOR, (("agency", DINAS), ("person", CITRA)))
    told = "Budi is Kepala Dinas at Dinas A, above Kelurahan, where Citra, an innovator of it, works."
    assert found.explanation_en == told
    assert kinds(at(OLD, Why.POST), below) == ["superior"]
    assert kinds(at(CITY, Why.POST), below) == ["superior"]
    assert kinds(at(DINAS, Why.ACCOUNT), below) == []
    assert kinds(at(LURAH, Why.POST), below) == []
    assert kinds(at(SETDA, Why.POST), below) == []
    # nobody is their own superior
    own = replace(below, makers={BUDI: Maker("Budi", "inovator", frozenset({LURAH}))})
    assert kinds(at(DINAS, Why.POST), own) == ["own_innovation"]


def test_declared_by_hand() -> None:
    said = Declaration(THIRD, "Tetangga {dekat}.")
    found = only(replace(STRANGER, declared={ENTRY: (said,), SECOND: (said,)}))
    assert (found.kind, found.details) == (ConflictKind.DECLARED, (("declaration", THIRD),))
    assert found.explanation_id == "Dinyatakan tentang Budi: Tetangga {dekat}."


def test_conflicts_come_in_the_order_of_their_kinds_and_are_kept_as_they_are() -> None:
    everything = replace(
        INNOVATION,
        makers={**INNOVATION.makers, BUDI: Maker("Budi", "inovator"), DEWI: Maker("Dewi", "anggota_tim")},
        guides={BUDI: "mentor"},
        replicas=(Related(SECOND, "R", frozenset(), frozenset({BUDI})),),
        originals=(Related(THIRD, "O", frozenset(), frozenset({BUDI})),),
    )
    busy = replace(
        at(SETDA, Why.POST),
        fellows=dict.fromkeys((BUDI, CITRA, DEWI), (SURAT,)),
        declared={ENTRY: (Declaration(THIRD, "Ya."),)},
    )
    found = conflicts_between(busy, everything, STRUCTURE)
    order = [kind.value for kind in ConflictKind]
    assert [order.index(conflict.kind) for conflict in found] == sorted(order.index(one.kind) for one in found)
    assert {conflict.kind for conflict in found} == set(ConflictKind)
    assert len({conflict.key for conflict in found}) == len(found) == 9
    assert [key_of(conflict.as_json()) for conflict in found] == [conflict.key for conflict in found]
