"""What search looks in: the words of each published innovation of the city, and every word that occurs in one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code

_FOLDED = Text(collation="C")


class InnovationSearch(Base):
    """The words of a published innovation with their places and weights, beside what facets count and filters ask.

    Derived, like the documents, and written with them. Words are folded and not stemmed: which words are of one stem is
    asked of `SearchWord`, so that the words that were looked for can be pointed at. Weights: A names, B agencies and
    people, C the summary and terms, D all else. `=` before the joined words of a name marks a whole name, `@` the year
    and the month of publication (`@2026`, `@202611`, in UTC), by which the newest of many are looked up.
    """

    __tablename__ = "innovation_search"

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True)
    published_at: Mapped[datetime]
    agency_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(Code)
    form: Mapped[str] = mapped_column(Code)
    stage: Mapped[str] = mapped_column(Code)
    facets: Mapped[list[str]] = mapped_column(ARRAY(_FOLDED))
    words: Mapped[str] = mapped_column(TSVECTOR)

    __table_args__ = (
        Index("ix_innovation_search_newest", text("published_at DESC"), text("innovation_id DESC")),
        # what waits to be sorted into the index is looked through word by word at each search, so little may wait
        Index(
            "ix_innovation_search_words",
            "words",
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": "256"},
        ),
        # room for all words in the row: a search looks at the words of a thousand records
        {"postgresql_with": {"toast_tuple_target": 8160}},
    )


class SearchWord(Base):
    """A word that occurs, or occurred, in a published innovation; `named` if in a name of it, its agency or people.

    Whoever finds a word here must see whether it still occurs: words are added with a document and taken away only when
    a name is concealed or all documents are rebuilt.
    """

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(_FOLDED, primary_key=True)
    # as PostgreSQL's stemmer for Indonesian cuts it, which is shorter than grammar has it at times
    stem: Mapped[str] = mapped_column(_FOLDED)
    named: Mapped[bool]

    __table_args__ = (
        Index("ix_search_word_stem", "stem"),
        # Trigrams can tell equality, too, a hundred times slower than the key, and a planner may choose them for that.
        # This collation, the same by another name, is to be said where they are wanted.
        Index("ix_search_word_trigrams", text('word COLLATE "POSIX" gist_trgm_ops'), postgresql_using="gist"),
    )
