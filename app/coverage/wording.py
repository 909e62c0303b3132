"""What is counted and compared, and what that rests on, in the words that answers tell it in."""

from dataclasses import dataclass

from app.core.errors import Text
from app.coverage.fairness import SMALL, CoverageMeasure

DEFINITION = Text(
    "Dihitung perangkat daerah kota yang ada pada hari itu. Satu tercakup bila punya sedikitnya satu inovasi terbit "
    "yang hidup, milik sendiri atau replika inovasi pihak lain; yang kedua dan seterusnya tidak menambah. Replika "
    "ikut mencakup, sebab satu instansi satu inovasi bukan berarti satu aplikasi baru di setiap instansi. Inovasi "
    "dihitung sejak tahap pemakaian pertama yang bertanggal (uji_coba, penerapan); bila tidak ada, sejak pertama kali "
    "diketahui; bila itu pun tidak ada, sejak rekamannya terbit. Tanggal yang hanya menyebut tahun atau bulan "
    "dihitung dari hari terakhirnya, atau dari hari pencatatannya bila itu lebih dahulu. Yang baru berupa inisiatif "
    "tidak dihitung. Inovasi hidup sampai berhenti atau vakum, yaitu {twice} bulan tanpa tanda hidup. Inovasi "
    "perangkat daerah yang tidak ada lagi diperhitungkan bagi penerusnya pada hari itu: bagi nama barunya, bagi hasil "
    "penggabungan, dan bagi setiap pecahan bila induknya berakhir; bila induknya tetap ada, bagi pemilik yang "
    "tercatat saja. Sebelum penggabungan, inovasi yang tercatat atas hasil penggabungan tidak diperhitungkan bagi "
    "siapa pun. Perangkat daerah yang hari itu tidak tercakup sumber mana pun dihitung dalam all, tidak dalam "
    "certain, dan disebut dalam uncertain.",
    "Counted are the agencies of the city that were there on the day. One is covered if it has at least one published "
    "innovation that lives, of its own or a replica of one of others; further ones add nothing. A replica covers, for "
    "one agency, one innovation is not one new application each. An innovation counts from its first dated stage of "
    "use (uji_coba, penerapan); without one from when it was first known; without that too from the publication of "
    "its record. A date that says only a year or a month counts from its last day, or from the day on which it was "
    "recorded if that came earlier. What is an idea so far (inisiatif) does not count. An innovation lives until it "
    "stopped or is dormant, which is {twice} months without a sign of life. Innovations of an agency that is no more "
    "are credited to whoever stands for it on the day: the one of its new name, the one that it was merged into, each "
    "part if it was split and ended; while it goes on beside its parts, the owner on record alone. Before a merger, "
    "what is recorded as the merged agency's is credited to nobody. Agencies that no source covers on the day count "
    "in all, not in certain, and are told in uncertain.",
)

MEASURES = {
    CoverageMeasure.YEARS_COVERED: Text(
        "Tahun-tahun yang pada akhirnya perangkat daerah itu tercakup, dibagi tahun-tahun ia ada sejak inovasi pertama "
        "diketahui; tahun pendahulu yang digabungkan ikut dijumlahkan. Beberapa inovasi sekaligus tidak menambah, "
        "sehingga banyak aplikasi kecil tidak menaikkan peringkat; yang dihargai ialah bertahannya inovasi.",
        "The years at whose end the agency was covered, divided by those in which it was there since the first "
        "innovation is known; years of predecessors that merged add up. Several innovations at once add nothing, so "
        "many small applications earn no rank; that one lasts does.",
    ),
    CoverageMeasure.KEPT_ALIVE: Text(
        "Inovasi yang hidup dibagi semua yang pernah ada. Banyaknya tidak berpengaruh; yang dihargai ialah tidak "
        "berhenti di tengah jalan.",
        "The innovations that live, divided by all that there ever were. How many does not matter; that they do not "
        "stop half-way does.",
    ),
    CoverageMeasure.PER_YEAR: Text(
        "Inovasi yang hidup dibagi tahun-tahun perangkat daerah itu ada sejak inovasi pertama diketahui, dengan tahun "
        "pendahulu yang digabungkan. Ukuran ini masih menghargai jumlah; bacalah di samping ukuran lain.",
        "The innovations that live, divided by the years in which the agency was there since the first innovation is "
        "known, with those of predecessors that merged. It still rewards numbers; read it beside the others.",
    ),
    CoverageMeasure.UNITS_COVERED: Text(
        "Perangkat daerah di bawahnya yang tercakup dibagi semua yang di bawahnya pada hari itu. Yang tidak punya "
        "bagian di bawahnya tidak berperingkat.",
        "The agencies that are part of it and covered, divided by all that are part of it on the day. One without "
        "parts has no rank.",
    ),
}
SMALL_BELOW = SMALL


@dataclass(frozen=True, slots=True)
class Source:
    """What the call rests on: a document, what it says, and where it is."""

    title: str
    says: Text
    address: str | None = None


SOURCES = (
    Source(
        "Berita Fasilitasi Inovasi Pelayanan Publik 2022 (artikel dasar 002)",
        Text(
            'Menyerukan "satu unit kerja satu inovasi one Agency one innovation".',
            'Calls for "satu unit kerja satu inovasi one Agency one innovation".',
        ),
    ),
    Source(
        "Permen PANRB 19/2016, 3/2018, 5/2019",
        Text(
            'Mengulang "satu instansi satu inovasi", dengan instansi seluruh pemerintah daerah.',
            'Repeat "satu instansi satu inovasi", of whole governments.',
        ),
        "pdfcoffee.com/permenpan-nomor-5-tahun-2019-pdf-free.html",
    ),
    Source(
        "Menteri PANRB, 22 November 2023",
        Text(
            "Satu instansi satu inovasi bukan satu aplikasi baru di setiap instansi.",
            "One agency, one innovation is not one new application each.",
        ),
        "indonesiaparlemen.com 2023/11/22",
    ),
)
