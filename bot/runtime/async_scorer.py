"""Async facade over the blocking scorer: a byte-bounded queue, drained in micro-batches by one thread.

score() -- queue, bounded in bytes --> scoring thread, micro-batches --> the callers that await it
   `----- cached scores, at once

The only file in which there are threads.
"""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from bot.runtime.overflow import Overflow
from classifier import CleanText, Label, LabelThresholds, Scores, Span, Unscored

ScoringResult: TypeAlias = Scores | Unscored

_BATCH_SIZE = 8
"""Texts that the model is given at a time: more only make the first of them wait longer."""

_WINDOW_SIZE = 64
"""Texts of a backlog that are sorted by length, so that those of a batch are about equally long."""

_BYTES_PER_CHARACTER = 64
"""Memory of a queued text: its characters twice, and the offsets of clean characters in the raw text."""


class BlockingScorer(Protocol):
    """The part of `classifier.Scorer` that is used here."""

    @property
    def version(self) -> str:
        """The version of its bundle."""
        ...

    @property
    def thresholds(self) -> Mapping[Label, LabelThresholds]:
        """The bundle's calibrated thresholds."""
        ...

    def cached(self, text: CleanText) -> ScoringResult | None:
        """Return a result that needs no model: of a repeated or an unscorable text; None for others."""
        ...

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[ScoringResult]:
        """Return a result for each text, in order; blocks."""
        ...

    def explain(self, text: CleanText) -> list[Span]:
        """Return the spans of the raw text that drove its scores, the heaviest first; blocks."""
        ...


@dataclass(slots=True)
class _Job:
    """A text to be scored, and the future of its result."""

    text: CleanText
    future: "asyncio.Future[ScoringResult]"
    result: ScoringResult | Exception | None = None
    """Set by the thread, for the event loop to pass on."""

    @property
    def size(self) -> int:
        """Return its size in bytes, about."""
        return _BYTES_PER_CHARACTER * (len(self.text.raw) + len(self.text.text) + 1)


class AsyncScorer:
    """Async facade over a blocking scorer, and an async context manager: it works while entered."""

    overflowed: int
    """Count of texts refused because the queue was full."""

    def __init__(self, scorer: BlockingScorer, *, max_bytes: int = 32 << 20) -> None:
        self.overflowed = 0
        self._scorer = scorer
        self._max_bytes = max_bytes
        self._queued_bytes = 0
        self._pending: dict[str, asyncio.Future[ScoringResult]] = {}
        self._has_room = asyncio.Event()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run_thread, name="scoring", daemon=True)
        self._explainer = ThreadPoolExecutor(1, thread_name_prefix="explaining")

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._explainer.shutdown)

    async def score(self, text: CleanText) -> ScoringResult | Overflow:
        """Score a text; equal texts that are pending at the same time are scored once."""
        cached = self._scorer.cached(text)
        if cached is not None:
            return cached
        pending = self._pending.get(text.text)
        if pending is None:
            job = _Job(text, self._loop.create_future())
            if self._queued_bytes and self._queued_bytes + job.size > self._max_bytes:
                self.overflowed += 1
                self._has_room.clear()
                return Overflow(self._has_room.wait)
            self._queued_bytes += job.size
            self._pending[text.text] = pending = job.future
            self._queue.put(job)
        # Shielded, so that a caller that is cancelled does not cancel the result of the others.
        return await asyncio.shield(pending)

    async def explain(self, text: CleanText) -> list[Span]:
        """Return the spans of the raw text that drove its scores, the heaviest first."""
        return await self._loop.run_in_executor(self._explainer, self._scorer.explain, text)

    def _run_thread(self) -> None:
        """Score what is queued, a window at a time, until a None is."""
        while True:
            window = [self._queue.get()]
            while len(window) < _WINDOW_SIZE and not self._queue.empty():
                window.append(self._queue.get())
            jobs = [job for job in window if job]
            by_length = sorted(jobs, key=lambda job: len(job.text.text))
            for begin in range(0, len(by_length), _BATCH_SIZE):
                self._score_batch(by_length[begin : begin + _BATCH_SIZE])
            self._loop.call_soon_threadsafe(self._deliver, jobs)  # in the order of submission
            if None in window:
                return

    def _score_batch(self, batch: Sequence[_Job]) -> None:
        """Set the result of each job; what the scorer raises is the result of all of them."""
        try:
            results = self._scorer.score_cleaned([job.text for job in batch])
        except Exception as error:  # noqa: BLE001 - raised again in every caller that awaits it
            for job in batch:
                job.result = error
            return
        for job, result in zip(batch, results, strict=True):
            job.result = result

    def _deliver(self, jobs: Sequence[_Job]) -> None:
        """Set the futures of jobs that are done; runs on the event loop."""
        for job in jobs:
            del self._pending[job.text.text]
            self._queued_bytes -= job.size
            if isinstance(job.result, Exception):
                job.future.set_exception(job.result)
                job.future.exception()  # retrieved, even where nobody awaits it any more
            elif job.result is not None:
                job.future.set_result(job.result)
        if self._queued_bytes <= self._max_bytes // 2:
            self._has_room.set()
