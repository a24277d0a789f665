"""Identity of the model behind the scores, so that they can be reproduced and cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.web.shared.problem import Problem, Status

MODEL_HEADER = "X-Parley-Model"
"""The header of every answer of the API: the bundle's version."""


class DescribedScorer(Protocol):
    """The part of `classifier.Scorer` that identifies its bundle."""

    @property
    def version(self) -> str:
        """The bundle's version."""
        ...

    @property
    def sha256(self) -> str:
        """Hash of bundle.json, which holds the hashes of the model's files."""
        ...

    @property
    def released_on(self) -> str | None:
        """Date of the release, ISO 8601; None where the bundle does not name it."""
        ...

    @property
    def languages(self) -> Sequence[str]:
        """Codes (ISO 639-1) of the languages that the bundle scores."""
        ...


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A bundle's identity. Bundles are immutable: a version and its hash always mean the same scores."""

    version: str
    sha256: str
    released_on: str | None
    languages: tuple[str, ...]

    @classmethod
    def of(cls, scorer: DescribedScorer) -> "ModelInfo":
        """Return the identity of a scorer's bundle."""
        return cls(scorer.version, scorer.sha256, scorer.released_on, tuple(scorer.languages))

    @property
    def id(self) -> str:
        """The model's id in OpenAI's shape: "parley-2026.12.0"."""
        return f"parley-{self.version}"

    def check_pin(self, pinned: str | None) -> Problem | None:
        """Refuse a request pinned to another model; a pin is a version, an id or a hash."""
        if pinned is None or pinned in (self.version, self.id, self.sha256):
            return None
        return Problem(
            Status.NOT_FOUND,
            f"This server does not have the pinned model_version. It has {self.version}: "
            "GET /v1/models lists its hash and date.",
            code="MODEL_NOT_FOUND",
            is_explained=True,
            param="model",
        )
