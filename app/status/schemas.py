"""What the service says of itself."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import Output

Address = Annotated[
    str,
    Field(
        max_length=2000,
        json_schema_extra={"format": "uri"},
        examples=["http://127.0.0.1:8000/v1/innovations"],
    ),
]
Word = Annotated[str, Field(max_length=40, pattern="^[a-z_]+$", examples=["ready"])]


class ServiceLinks(Output):
    """Addresses of every collection that everyone may read, and of what describes them."""

    innovations: Address
    innovators: Address
    agencies: Address
    agency_tree: Address
    areas: Address
    classifications: Address
    sources: Address
    instruments: Address
    rounds: Address
    replication_models: Address
    mandates: Address
    action_plans: Address
    plan_aggregates: Address
    coverage: Address
    statistics: Address
    snapshots: Address
    surveys: Address
    survey_instruments: Address
    programmes: Address
    programme_editions: Address
    needs: Address
    need_loop: Address
    recognitions: Address
    changes: Address
    charts: Address
    news_feed: Address
    data_catalog: Address
    vocabularies: Address
    openapi: Address
    docs: Address
    problems: Address
    ready: Address


class ServiceIndex(Output):
    """The way in."""

    model_config = ConfigDict(title="ServiceIndex")

    name: str = Field(max_length=100, examples=["Inovasi Medan"])
    version: str = Field(
        max_length=20, pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", description="Version of this interface.", examples=["1.0.0"]
    )
    links: ServiceLinks


class Liveness(Output):
    """The process answers."""

    status: Word


class Readiness(Output):
    """The process can serve."""

    status: Word
    schema_revision: str = Field(
        max_length=120,
        description="The last migration that the database has.",
        examples=["create_reference_items"],
    )
