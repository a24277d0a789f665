"""Problems: refusals of requests, as values that each client protocol renders in its own shape."""

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
    """An identifier for programs: Perspective's `errorType`, OpenAI's `code` in capitals."""
    retry_after: int | None = None
    allow: str | None = None
    """The methods of the address, where another one was used."""
    is_explained: bool = False
    """True if the error links the page that explains the API."""
    param: str | None = None
    """The field of the request that it is about, for OpenAI's shape."""


_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"


def comment_problem(message: str, kind: str, **more: object) -> Problem:
    """Return a refusal of the request in Perspective's words; `kind` is its `errorType`."""
    detail = {"@type": _ERROR, "errorType": kind, **more}
    return Problem(Status.INVALID_ARGUMENT, message, (detail,), kind)


def field_problem(violations: Sequence[tuple[str, str]]) -> Problem:
    """Return a refusal of fields that cannot be read, given as (path, description)."""
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": field, "description": says} for field, says in violations],
    }
    return Problem(
        Status.INVALID_ARGUMENT,
        "\n".join(says for _, says in violations),
        (detail,),
        "INVALID_REQUEST",
        param=violations[0][0] or None,
    )


def key_problem(*, is_missing: bool) -> Problem:
    """Return a refusal of a request without an API key, or with an unknown one."""
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


QUEUE_FULL = Problem(
    Status.UNAVAILABLE, "The queue of texts is full.", code="UNAVAILABLE", retry_after=1
)
"""The problem of a server that receives more texts than it can score."""
