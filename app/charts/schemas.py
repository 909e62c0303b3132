"""What clients ask of charts, and what they are told of them."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from app.charts.catalogue import CHARTS
from app.charts.picture import Form
from app.core.errors import Language
from app.core.schema import AsOf, Input, Output, Reference, Year, open_codes, whole_number
from app.innovations.narrowing import AreaCode, ClassificationKey
from app.models.codes import CouncilBody, InnovationForm, InnovationKind, NeedSource, RecordStatus, Stage
from app.needs.schemas import UnsurSlug
from app.statistics.schemas import StatisticParameter, Words
from app.status.schemas import Address

FormCode = Annotated[str, open_codes(Form, "How it is drawn.")]
ChartName = Annotated[str, Field(max_length=60, pattern="^[a-z]+(-[a-z]+)*$", examples=[CHARTS[0].name])]
Width = Annotated[
    int,
    Field(ge=320, le=2000, json_schema_extra={"format": "int32"}, examples=[760]),
    BeforeValidator(whole_number),
]
Scale = Annotated[
    int,
    Field(ge=1, le=3, json_schema_extra={"format": "int32"}, examples=[2]),
    BeforeValidator(whole_number),
]


class ChartFilters(Input):
    """The language and the width of a picture, and the filters that are passed on to the statistic it shows."""

    lang: Language = Field("id", description="Language of the picture.")
    width: Width = Field(760, description="Pixels that it is wide; it is as high as its rows need.")
    as_of: AsOf | None = Field(None, description="The date to look at; today where absent.")
    agency: Reference | None = Field(None, description="Id or slug of an agency.")
    kind: InnovationKind | None = Field(None, description="Whether innovations rest on information technology.")
    stage: Stage | None = Field(None, description="The stage that innovations are in.")
    form: InnovationForm | None = Field(None, description="What innovations change.")
    area: AreaCode | None = Field(None, description="Kemendagri code of an area that innovations serve.")
    year: Year | None = Field(None, description="Year of `first_known_on` of innovations.")
    classification: ClassificationKey | None = Field(
        None, description="A scheme that innovations are sorted by, or a term of it."
    )
    status: RecordStatus | None = Field(
        None, description="Anything but `published` needs credentials, and counts the records that you keep."
    )
    source: NeedSource | None = Field(None, description="Where needs show.")
    body: CouncilBody | None = Field(None, description="Of which body of the council needs are.")
    unsur: UnsurSlug | None = Field(None, description="Slug of the unsur that is weak.", examples=["waktu"])


class PngFilters(ChartFilters):
    """The same, and how fine a PNG is."""

    scale: Scale = Field(
        1, description="Pixels of the PNG to each of `width`: 2 or 3 for fine screens and print, 4,000 across at most."
    )


class ChartRead(Output):
    """A chart: what it shows, what it may be asked with, and where it is."""

    model_config = ConfigDict(title="Chart")

    name: ChartName
    title: Words
    form: FormCode
    figures: Address = Field(description="The figures that it draws, without what `parameters` may add.")
    parameters: list[StatisticParameter] = Field(max_length=60, description="What it may be asked with.")
    svg: Address = Field(description="The picture as SVG: text as text, with a table of the figures within.")
    png: Address | None = Field(description="The same picture as PNG, where there is one.")


class ChartList(Output):
    """Every chart."""

    items: list[ChartRead] = Field(max_length=100)
