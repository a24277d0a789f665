"""Results: the body of an answer, with the headers that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Result:
    """A body to be sent as JSON, and headers beside the usual ones."""

    body: BaseModel
    headers: Mapping[str, str] = field(default_factory=dict)
