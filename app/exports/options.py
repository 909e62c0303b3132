"""What may be asked of an export beside the filters of its list."""

from pydantic import Field, ValidationError

from app.core.errors import InvalidRequest
from app.core.problems import field_errors
from app.core.routes import parse_query
from app.core.schema import Input
from app.core.sheets import Delimiter
from app.exports.walking import Listing, split_query


class CsvOptions(Input):
    """How a CSV file is written."""

    bom: bool = Field(
        default=False,
        description="Whether a CSV file begins with a byte order mark.",
    )
    delimiter: Delimiter = Field(
        ",",
        description="What stands between the cells of a CSV file.",
        examples=[";"],
    )


OWN = frozenset(CsvOptions.model_fields)


def read_options(raw: bytes, listing: Listing, form: str) -> tuple[CsvOptions, str]:
    """Return how a file is to be written, and the query of its list.

    Raises:
        InvalidRequest: there are parameters that neither knows, or that are no such thing for this format.
    """
    own = OWN if form == "csv" else frozenset()
    _, errors = parse_query(raw, listing.names | own)
    if errors:
        raise InvalidRequest(errors)
    values, rest = split_query(raw, own)
    try:
        return CsvOptions.model_validate(values), rest
    except ValidationError as error:
        raise InvalidRequest(field_errors(error.errors(include_url=False, include_input=False), "query")) from None
