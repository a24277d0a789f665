"""Why a request is not answered: a value, which each dialect puts into its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """Google's canonical codes, as far as they are needed: name and HTTP status."""

    INVALID_ARGUMENT = 400
    UNAUTHENTICATED = 401
    PERMISSION_DENIED = 403
    NOT_FOUND = 404
    UNIMPLEMENTED = 405
    RESOURCE_EXHAUSTED = 429
    INTERNAL = 500
    UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Problem:
    """A request that is not answered; `details` are in Google's form, `retry_after` in seconds."""

    status: Status
    message: str
    details: Sequence[Mapping[str, object]] = ()
    code: str | None = None
    """One word for programs: what Perspective calls `errorType`."""
    retry_after: int | None = None
    allow: str | None = None
    """The methods that there are, where the one that was used is not."""


_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"


def refuse_comment(message: str, kind: str, **more: object) -> Problem:
    """What is wrong with the request, as Perspective says it; `kind` is its `errorType`."""
    detail = {"@type": _ERROR, "errorType": kind, **more}
    return Problem(Status.INVALID_ARGUMENT, message, (detail,), kind)


def refuse_fields(wrong: Sequence[tuple[str, str]]) -> Problem:
    """Fields that cannot be read, as (place, what is wrong with it)."""
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": field, "description": says} for field, says in wrong],
    }
    return Problem(
        Status.INVALID_ARGUMENT, "\n".join(says for _, says in wrong), (detail,), "INVALID_REQUEST"
    )


def refuse_key(*, is_missing: bool) -> Problem:
    """No key came with the request, or one that opens nothing."""
    if is_missing:
        message = "The request is missing a valid API key."
        return Problem(Status.PERMISSION_DENIED, message, code="API_KEY_MISSING")
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
    }
    message = "API key not valid. Please pass a valid API key."
    return Problem(Status.INVALID_ARGUMENT, message, (detail,), "API_KEY_INVALID")


BUSY = Problem(Status.UNAVAILABLE, "The queue of texts is full.", code="UNAVAILABLE", retry_after=1)
"""More comes in than the model can score."""
