"""`/v1/models`: the bundles that answer, in OpenAI's shape, with hash and date."""

from datetime import UTC, datetime

from bot.web.openai.schema import Model, ModelList
from bot.web.shared.model_info import ModelInfo
from bot.web.shared.problem import Problem
from bot.web.shared.result import Result


def list_models(model: ModelInfo) -> Result:
    """Return the list of models: the one bundle that was loaded."""
    return Result(ModelList(data=[_to_model(model)]))


def get_model(model: ModelInfo, name: str) -> Result | Problem:
    """Return the model of an id, a version or a hash."""
    return model.check_pin(name) or Result(_to_model(model))


def _to_model(model: ModelInfo) -> Model:
    day = (
        datetime.fromisoformat(model.released_on).replace(tzinfo=UTC) if model.released_on else None
    )
    return Model(
        id=model.id,
        created=int(day.timestamp()) if day else 0,
        version=model.version,
        sha256=model.sha256,
        released_on=model.released_on,
        languages=list(model.languages),
    )
