"""How a command ends when it cannot do what was asked."""


class Refusal(Exception):  # noqa: N818 - it ends a command, and is often nobody's error
    """Ends a command with one sentence and an exit status: 2 for a wrong setting, 3 for a wrong schema, otherwise 1."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status
