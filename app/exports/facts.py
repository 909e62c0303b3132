"""What ends an export before it begins."""

from app.core.errors import Fact, Text


class ExportsBusy(Fact):
    """As many exports are written as may be at once."""

    status = 503
    code = "exports_busy"
    title = Text("Ekspor sedang penuh", "Exports busy")
    meaning = Text(
        "Ekspor lain sedang ditulis sebanyak yang diperbolehkan. Cobalah lagi sesaat lagi.",
        "As many other exports are being written as there may be at once. Try again shortly.",
    )
    retry_after = 5


class ExportTooLarge(Fact):
    """The workbook would need more room than an export may take on the disk."""

    status = 422
    code = "export_too_large"
    title = Text("Ekspor terlalu besar", "Export too large")
    meaning = Text(
        "Buku kerja ini melebihi batas. Persempit penyaringnya, atau mintalah CSV atau NDJSON.",
        "The workbook is over the limit. Narrow the filters, or ask for CSV or NDJSON.",
    )
