"""How following the feed can end."""

from app.core.errors import Fact, Text


class FeedRestarted(Fact):
    """The cursor is of a history that is no more: the database was restored, or its standby took over."""

    status = 409
    code = "feed_restarted"
    title = Text("Umpan dimulai ulang", "Feed restarted")
    meaning = Text(
        "Basis data dipulihkan atau dipindahkan sejak kursor ini diberikan, sehingga perubahan sesudahnya tidak dapat "
        "disebut dengan pasti. Bacalah umpan dari awal, tanpa after, dan buang rekaman yang tidak disebut lagi.",
        "The database was restored or moved since this cursor was given out, so what changed after it cannot be told "
        "for certain. Read the feed from the beginning, without after, and drop the records that it no longer tells.",
    )
