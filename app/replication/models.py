"""The rules of replication as clients get them."""

from functools import lru_cache

from app.replication.model_schemas import AgreementRuleRead, ReplicationModelList, ReplicationModelRead
from app.replication.paths import rules


@lru_cache(maxsize=1)
def models_read() -> ReplicationModelList:
    """Return every model and agreement, each with the title of its source."""
    told = rules().model_dump(mode="json")
    titles = {key: source["title"] for key, source in told["sources"].items()}
    for part in (*told["agreements"], *told["models"], *(step for model in told["models"] for step in model["steps"])):
        part["source"] = titles[part["source"]]
    return ReplicationModelList(
        models=[ReplicationModelRead.model_validate(model) for model in told["models"]],
        agreements=[AgreementRuleRead.model_validate(rule) for rule in told["agreements"]],
    )
