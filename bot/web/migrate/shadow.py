"""Shadow mode: while Perspective lives, each request goes there too, and both scores are recorded.

Nothing that Google does or does not do may slow or fail an answer: requests wait in a bounded queue, and
what does not fit is counted.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter

from bot.web.migrate.shadow_file import ShadowFile, ShadowRow
from bot.web.perspective.attributes import ATTRIBUTES

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_WAITING = 1_000
"""Requests that wait for Perspective; their bodies hold 20 KiB of text at most."""

_WORKERS = 4
"""Requests at Perspective at once."""

_TIMEOUT_SECONDS = 10.0
"""Time that Perspective has to answer."""

_PAUSE_SECONDS = 1.0
"""Pause after a request that failed; Perspective's default quota is one request a second."""


@dataclass(frozen=True, slots=True)
class _Job:
    body: bytes
    ours: Mapping[str, float]
    theirs: asyncio.Future[bytes | None]


class Shadow:
    """Perspective behind a bounded queue, its scores recorded beside ours.

    `address` is that of `comments:analyze`, with a key. Texts are recorded only with `keeps_texts`.
    """

    def __init__(
        self,
        address: str,
        file: ShadowFile,
        *,
        registry: CollectorRegistry,
        keeps_texts: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._address = address
        self._file = file
        self._keeps_texts = keeps_texts
        self._now = now
        self._queue: asyncio.Queue[_Job] = asyncio.Queue(_MAX_WAITING)
        self._results = Counter(
            "parley_web_shadow", "Requests for Perspective, too.", ["result"], registry=registry
        )
        self.is_answering = True
        """False after a request that failed, until one succeeds."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ask Perspective while the context is open; what waits at its end is dropped."""
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
            workers = [group.create_task(self._work(session)) for _ in range(_WORKERS)]
            try:
                yield
            finally:
                for worker in workers:
                    worker.cancel()

    def submit(self, body: bytes, answer: bytes) -> asyncio.Future[bytes | None]:
        """Queue a request that was answered by ours; the result is Perspective's answer, None without."""
        theirs: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait(_Job(body, read_scores(answer), theirs))
        except asyncio.QueueFull:
            self._results.labels("dropped").inc()
            theirs.set_result(None)
        return theirs

    async def _work(self, session: aiohttp.ClientSession) -> None:
        while True:
            job = await self._queue.get()
            found = None
            try:
                found = await self._ask(session, job.body)
            finally:
                if not job.theirs.done():
                    job.theirs.set_result(found)
            if found is None:
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                await self._record(job, found)

    async def _ask(self, session: aiohttp.ClientSession, body: bytes) -> bytes | None:
        """Ask Perspective. A failure is told once, by its kind alone: an error may hold the key."""
        headers = {"Content-Type": "application/json"}
        try:
            async with session.post(self._address, data=body, headers=headers) as response:
                answer, failure = await response.read(), str(response.status)
                if response.status == HTTPStatus.OK:
                    self.is_answering = True
                    return answer
        except (aiohttp.ClientError, TimeoutError) as error:
            failure = type(error).__name__
        if self.is_answering:
            log.warning("perspective does not answer", reason=failure)
        self.is_answering = False
        self._results.labels("failed").inc()
        return None

    async def _record(self, job: _Job, answer: bytes) -> None:
        theirs = read_scores(answer)
        if not theirs.keys() & job.ours.keys():
            self._results.labels("failed").inc()
            return
        text = read_text(job.body) if self._keeps_texts else ""
        row = ShadowRow(self._now(), text, theirs, job.ours)
        try:
            await asyncio.to_thread(self._file.append, row)
        except OSError as error:
            log.error("shadow scores are not written", reason=error.strerror)  # noqa: TRY400
            self._results.labels("failed").inc()
        else:
            self._results.labels("recorded").inc()


def read_scores(answer: bytes) -> dict[str, float]:
    """Return the summary scores of an answer in Perspective's shape, by attribute; none of another."""
    found = {}
    for name in ATTRIBUTES:
        value = _look_up(answer, "attributeScores", name, "summaryScore", "value")
        if isinstance(value, int | float) and 0 <= value <= 1:
            found[name] = float(value)
    return found


def read_text(body: bytes) -> str:
    """Return the text of a request in Perspective's shape; nothing of another."""
    text = _look_up(body, "comment", "text")
    return text if isinstance(text, str) else ""


def _look_up(content: bytes, *path: str) -> Any:
    try:
        at = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    for name in path:
        at = at.get(name) if isinstance(at, dict) else None
    return at
