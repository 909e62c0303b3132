"""Facts that end a request about eligibility."""

from app.core.errors import Conflict, Text


class NoEligibilityRules(Conflict):
    """The instrument does not say whom it admits."""

    code = "no_eligibility_rules"
    title = Text("Tanpa aturan kepesertaan", "No rules of eligibility")
    meaning = Text(
        "Edisi yang disebut instrument tidak menyebut siapa yang boleh ikut, sehingga tidak ada yang dapat diperiksa.",
        "The edition that instrument names does not say whom it admits, so there is nothing to check.",
    )

    def __init__(self, instrument: str) -> None:
        super().__init__(instrument=instrument)
