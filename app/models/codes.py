"""The closed vocabularies of the tables: the field's Indonesian terms as lower snake codes.

Labels and definitions in both languages are in `app/reference/data/vocabularies.yaml`; a test holds the two together.
Terms of PP 38/2017 (kind, form, stage, initiator) as the innovation index asks for them.
"""

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
    POSSIBLY_SAME_AS = "possibly_same_as"


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


class Role(StrEnum):
    """What an account is for; what each may do is in `app/accounts/policy.py`."""

    OPERATOR = "operator"
    REGISTRAR = "registrar"
    ASSESSOR = "assessor"
    SECRETARIAT = "secretariat"
    CONTROLLER = "controller"
    ADMIN = "admin"


class Permission(StrEnum):
    """What an operation needs; the scopes of a key."""

    RECORDS_READ = "records_read"
    RECORDS_WRITE = "records_write"
    RECORDS_VERIFY = "records_verify"
    AGENCIES_WRITE = "agencies_write"
    IDENTIFIERS_WRITE = "identifiers_write"
    IDENTIFIERS_DISCLOSE = "identifiers_disclose"
    DISCLOSURES_READ = "disclosures_read"
    REQUESTS_OPEN = "requests_open"
    REQUESTS_ANSWER = "requests_answer"
    ACCOUNTS_WRITE = "accounts_write"
    AUDIT_READ = "audit_read"
    ROUNDS_WRITE = "rounds_write"
    ASSESSMENTS_READ = "assessments_read"
    ASSESSMENTS_WRITE = "assessments_write"


class DuplicateVerdict(StrEnum):
    """What was decided of two records that may be the same."""

    DISTINCT = "distinct"
    MERGE = "merge"


class IdentifierKind(StrEnum):
    """Kinds of personal data that are kept encrypted."""

    NIP = "nip"
    PHONE = "phone"
    EMAIL = "email"


class RequestKind(StrEnum):
    """What a subject of personal data may ask for."""

    RECTIFICATION = "rectification"
    WITHDRAWAL = "withdrawal"


class RequestAnswer(StrEnum):
    """How a request was answered."""

    GRANTED = "granted"
    REFUSED = "refused"


class InstrumentKind(StrEnum):
    """How an instrument measures: by weighted criteria, or by indicators with levels."""

    WEIGHTED_FORM = "weighted_form"
    LEVELLED_INDICATORS = "levelled_indicators"


class RoundStatus(StrEnum):
    """Where a round of assessment is on its way."""

    DRAFT = "draft"
    OPEN = "open"
    DETERMINED = "determined"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class StageKind(StrEnum):
    """Tahap: the steps of a round, by the terms of the national competition."""

    ADMINISTRASI = "administrasi"
    PROPOSAL = "proposal"
    PANEL = "panel"
    UJI_PUBLIK = "uji_publik"
    WAWANCARA = "wawancara"
    VERIFIKASI_LAPANGAN = "verifikasi_lapangan"
    PENETAPAN = "penetapan"


class PassRule(StrEnum):
    """Which entries go on from a stage."""

    ALL = "all"
    TOP = "top"
    LEAST_TOTAL = "least_total"
    DECISION = "decision"
    NO_UPHELD_OBJECTION = "no_upheld_objection"
    VERIFIED = "verified"


class EntryStatus(StrEnum):
    """Whether an innovation is still in a round."""

    ACTIVE = "active"
    OUT = "out"
    WITHDRAWN = "withdrawn"


class AssessmentStatus(StrEnum):
    """Where the work of one assessor on one entry is."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    REPLACED = "replaced"


class ConflictKind(StrEnum):
    """Why somebody must not assess an innovation."""

    OWN_INNOVATION = "own_innovation"
    SAME_AGENCY = "same_agency"
    MENTOR = "mentor"
    REPLICATOR = "replicator"
    ORIGINAL_OWNER = "original_owner"
    SUPERIOR = "superior"
    CO_AUTHOR = "co_author"
    DECLARED = "declared"


class ConflictVerdict(StrEnum):
    """What was decided of a conflict that came to light after the assignment."""

    EXCLUDED = "excluded"
    ALLOWED = "allowed"


class Finding(StrEnum):
    """What a visit found of what an entry says."""

    SESUAI = "sesuai"
    SEBAGIAN = "sebagian"
    TIDAK_SESUAI = "tidak_sesuai"


class ObjectionStatus(StrEnum):
    """What became of a public objection."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class EligibilityAnswer(StrEnum):
    """Whether an innovation may enter a competition."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"
