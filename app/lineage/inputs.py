"""What clients ask of lineages."""

from pydantic import Field

from app.core.errors import Language
from app.core.schema import Input


class DrawingFilters(Input):
    """In which language a drawing speaks."""

    lang: Language | None = Field(None, description="Language of the drawing; by Accept-Language if absent.")
