"""Forms as browsers send them, read with a limit."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_BYTES = 64 * 1024
"""Bytes of a form: a thousand chosen cases, and a reason."""

_MAX_FIELDS = 2_000


class Form(Mapping[str, str]):
    """The fields of a form; of one that was sent several times, the last."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._pairs = list(pairs)
        self._last = dict(pairs)

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for key, value in self._pairs if key == name]


async def read_form(request: Request) -> Form:
    """Read the form of a request.

    Raises:
        HTTPException: it is too large, or none.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(413, "This form is too large.")
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise HTTPException(400, "This is no form.") from error
    return Form(pairs)
