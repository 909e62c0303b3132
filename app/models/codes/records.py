"""The codes of records: agencies, innovations, people, sources."""

from enum import StrEnum


class AreaLevel(StrEnum):
    """Levels of the Kemendagri area code that the city has."""

    KOTA = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"


class AgencyKind(StrEnum):
    """What sort of body an agency is, in the city or outside it."""

    PEMERINTAH_DAERAH = "pemerintah_daerah"
    SEKRETARIAT = "sekretariat"
    BAGIAN = "bagian"
    INSPEKTORAT = "inspektorat"
    DINAS = "dinas"
    BADAN = "badan"
    SATUAN = "satuan"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    RUMAH_SAKIT = "rumah_sakit"
    DPRD = "dprd"
    KEMENTERIAN = "kementerian"
    LEMBAGA = "lembaga"
    UNIT = "unit"
    PERGURUAN_TINGGI = "perguruan_tinggi"
    INTERNASIONAL = "internasional"
    TIDAK_DIKETAHUI = "tidak_diketahui"


class SuccessionKind(StrEnum):
    """How one agency followed another."""

    RENAMED = "renamed"
    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"


class InnovationKind(StrEnum):
    """Jenis: whether an innovation rests on information technology."""

    DIGITAL = "digital"
    NON_DIGITAL = "non_digital"
    TIDAK_DIKETAHUI = "tidak_diketahui"


class InnovationForm(StrEnum):
    """Bentuk: what an innovation changes."""

    TATA_KELOLA = "tata_kelola"
    PELAYANAN_PUBLIK = "pelayanan_publik"
    LAINNYA = "lainnya"
    TIDAK_DIKETAHUI = "tidak_diketahui"


class Initiator(StrEnum):
    """Inisiator: who began it."""

    KEPALA_DAERAH = "kepala_daerah"
    ANGGOTA_DPRD = "anggota_dprd"
    PERANGKAT_DAERAH = "perangkat_daerah"
    ASN = "asn"
    MASYARAKAT = "masyarakat"
    TIDAK_DIKETAHUI = "tidak_diketahui"


class PlatformRelation(StrEnum):
    """Whether an innovation is a new application, part of an existing platform, or none."""

    APLIKASI_BARU = "aplikasi_baru"
    BAGIAN_PLATFORM = "bagian_platform"
    TANPA_APLIKASI = "tanpa_aplikasi"
    TIDAK_DIKETAHUI = "tidak_diketahui"


class Stage(StrEnum):
    """Tahapan, with the end that the national form has no word for."""

    INISIATIF = "inisiatif"
    UJI_COBA = "uji_coba"
    PENERAPAN = "penerapan"
    BERHENTI = "berhenti"
    TIDAK_DIKETAHUI = "tidak_diketahui"


class FirstKnown(StrEnum):
    """What the earliest dated fact about an innovation is; only a stage `penerapan` says when its use began."""

    KEGIATAN = "kegiatan"
    PERESMIAN = "peresmian"
    PEMBERITAAN = "pemberitaan"
    PENERAPAN = "penerapan"


class ChangeKind(StrEnum):
    """What happened to a record in a list, to whoever follows the list."""

    CREATED = "created"
    UPDATED = "updated"
    ARCHIVED = "archived"
    MERGED = "merged"


class RecordStatus(StrEnum):
    """Where a record is on its way from draft to public."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    MERGED = "merged"


class AliasKind(StrEnum):
    """Why an innovation is known by another name."""

    ALIAS = "alias"
    KEPANJANGAN = "kepanjangan"
    SINGKATAN = "singkatan"
    EJAAN = "ejaan"


class InnovationRole(StrEnum):
    """The part a person has in an innovation."""

    INOVATOR = "inovator"
    ANGGOTA_TIM = "anggota_tim"
    MENTOR = "mentor"
    COACH = "coach"
    PENGUJI = "penguji"


class LegalLevel(StrEnum):
    """Rank of the document that an innovation rests on."""

    UU = "uu"
    PP = "pp"
    PERPRES = "perpres"
    PERMEN = "permen"
    PERDA = "perda"
    PERWAL = "perwal"
    SK_WALI_KOTA = "sk_wali_kota"
    SK_KEPALA_PD = "sk_kepala_pd"
    SURAT = "surat"
    LAINNYA = "lainnya"


class RelationKind(StrEnum):
    """How one innovation stands to another; `possibly_same_as` is a doubt, not a finding."""

    SUCCEEDS = "succeeds"
    PART_OF = "part_of"
    ADAPTS = "adapts"
    COPIES = "copies"
    POSSIBLY_SAME_AS = "possibly_same_as"


# of an innovation that another agency took up
REPLICATED = (RelationKind.ADAPTS, RelationKind.COPIES)


class SourceKind(StrEnum):
    """What sort of document a source is."""

    BERITA = "berita"
    PERATURAN = "peraturan"
    LAMAN_RESMI = "laman_resmi"
    KUMPULAN_DATA = "kumpulan_data"
    DOKUMEN = "dokumen"


class Confidence(StrEnum):
    """How a fact was learnt: said in the source, inferred from it, or from another than the founding articles."""

    DISEBUT = "disebut"
    DISIMPULKAN = "disimpulkan"
    DARI_LUAR = "dari_luar"


class Subject(StrEnum):
    """The kinds of record that a citation or an ambiguity may speak of."""

    AREA = "area"
    AGENCY = "agency"
    PERSON = "person"
    INNOVATION = "innovation"
    CLASSIFICATION = "classification"
    PROGRAMME = "programme"
    PROGRAMME_EDITION = "programme_edition"


class DuplicateVerdict(StrEnum):
    """What was decided of two records that may be the same."""

    DISTINCT = "distinct"
    MERGE = "merge"
