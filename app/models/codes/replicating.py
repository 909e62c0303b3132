"""The codes of replication, mandates and signs of life.

Models and actors by LAN, Pedoman Replikasi Inovasi (2017), as told by the registry's sources.
"""

from enum import StrEnum


class ReplicationModel(StrEnum):
    """Model replikasi: how many of the actors take part."""

    MANDIRI = "mandiri"
    KERJA_SAMA = "kerja_sama"
    FASILITASI = "fasilitasi"


class ReplicationActor(StrEnum):
    """Pelaku replikasi: who has which part in it."""

    ASAL = "asal"
    PENERIMA = "penerima"
    FASILITATOR = "fasilitator"


class ReplicationScope(StrEnum):
    """Lingkup: whether both sides are of the city, or one of them is another region."""

    DALAM_KOTA = "dalam_kota"
    KELUAR = "keluar"
    MASUK = "masuk"


class ReplicationStatus(StrEnum):
    """Where a replication is on its way; a model may divide a phase into several steps."""

    DIAJUKAN = "diajukan"
    DITELAAH = "ditelaah"
    DISETUJUI = "disetujui"
    DITOLAK = "ditolak"
    DIBATALKAN = "dibatalkan"
    PERSIAPAN = "persiapan"
    PERENCANAAN = "perencanaan"
    PELAKSANAAN = "pelaksanaan"
    EVALUASI = "evaluasi"
    BERJALAN = "berjalan"
    BERHENTI = "berhenti"


class RefusalReason(StrEnum):
    """Why a request to replicate was refused."""

    MASALAH_TIDAK_COCOK = "masalah_tidak_cocok"
    PENERIMA_BELUM_SIAP = "penerima_belum_siap"
    ASAL_BELUM_SIAP = "asal_belum_siap"
    SUDAH_ADA_YANG_SETARA = "sudah_ada_yang_setara"
    TANPA_DASAR_HUKUM = "tanpa_dasar_hukum"
    TANPA_ANGGARAN = "tanpa_anggaran"
    LAINNYA = "lainnya"


class StopReason(StrEnum):
    """Why a replication stopped."""

    TANPA_ANGGARAN = "tanpa_anggaran"
    TANPA_PENANGGUNG_JAWAB = "tanpa_penanggung_jawab"
    TIDAK_DIPAKAI = "tidak_dipakai"
    DIGANTI = "diganti"
    KENDALA_TEKNIS = "kendala_teknis"
    LAINNYA = "lainnya"


class ReplicationDocumentKind(StrEnum):
    """What a document of a replication is; the first six make up agreements."""

    NOTA_KESEPAKATAN = "nota_kesepakatan"
    PKS = "pks"
    SK = "sk"
    SURAT_KESEDIAAN = "surat_kesediaan"
    SURAT = "surat"
    BERITA_ACARA = "berita_acara"
    RENCANA_AKSI = "rencana_aksi"
    LAPORAN_PEMANTAUAN = "laporan_pemantauan"
    LAPORAN_EVALUASI = "laporan_evaluasi"


class CompatibilityItem(StrEnum):
    """What an agency checks of itself before it asks: where replications fail."""

    KECOCOKAN_MASALAH = "kecocokan_masalah"
    PENANGGUNG_JAWAB = "penanggung_jawab"
    ANGGARAN = "anggaran"
    DASAR_HUKUM = "dasar_hukum"
    INFRASTRUKTUR = "infrastruktur"
    SUMBER_DAYA_MANUSIA = "sumber_daya_manusia"


class CompatibilityAnswer(StrEnum):
    """How far an agency meets an item of its check."""

    YA = "ya"
    SEBAGIAN = "sebagian"
    TIDAK = "tidak"
    BELUM_DIKETAHUI = "belum_diketahui"


class AdaptationKind(StrEnum):
    """What became of a part of the origin in its replica."""

    DIPERTAHANKAN = "dipertahankan"
    DIUBAH = "diubah"
    DIHILANGKAN = "dihilangkan"


class SignKind(StrEnum):
    """What shows that an innovation is alive."""

    PEMAKAIAN = "pemakaian"
    BUKTI = "bukti"
    KONFIRMASI = "konfirmasi"


class Vitality(StrEnum):
    """Whether an innovation is alive, by the signs of it and the days since."""

    AKTIF = "aktif"
    MENUNGGU = "menunggu"
    STALE = "stale"
    VAKUM = "vakum"
    BERHENTI = "berhenti"


class MandateStatus(StrEnum):
    """Where an agency is on the way to what a mandate asks of it."""

    BELUM = "belum"
    DIAJUKAN = "diajukan"
    BERJALAN = "berjalan"
    DIKECUALIKAN = "dikecualikan"
    MEMAKAI_SETARA = "memakai_setara"


class MandateRuling(StrEnum):
    """What may be decided of an agency under a mandate."""

    DIKECUALIKAN = "dikecualikan"
    MEMAKAI_SETARA = "memakai_setara"
