"""Async facade over the blocking scorer: raw texts into a byte-bounded queue, drained by one thread.

score(), foresee() -- queue, bounded in bytes --> scoring thread, micro-batches --> the callers that await it
   `----- cached scores, at once

A short text is cleaned at once, a long one in the thread that scores it: never on the event loop.

The only file in which there are threads.
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

from cachetools import LRUCache

from bot.domain.word_matcher import WordMatch, WordMatcher
from bot.runtime.blocking_scorer import BlockingScorer, ScoringResult
from bot.runtime.overflow import Overflow
from classifier import CleanText, Scores, Span, Unscored, clean

_BATCH_SIZE = 8
"""Texts that the model is given at a time: more only make the first of them wait longer."""

_WINDOW_SIZE = 64
"""Texts of a backlog that are sorted by length, so that those of a batch are about equally long."""

MAX_INLINE_CHARACTERS: Final = 500
"""Characters that are cleaned on the event loop, in a millisecond; 16,000 can take a quarter of a second."""

_BUSY_FROM = 256
"""Texts that wait for the model from which on no more should come: about a second's work."""

_CACHE_SIZE = 4_096
"""Raw texts whose results are cached: a raid's lines need not even be cleaned again."""

_BYTES_PER_TEXT = 1_024
_BYTES_PER_CHARACTER = 8
_BYTES_PER_CLEAN_CHARACTER = 128
"""Memory that a queued text may take: as it was written, and where it is clean already, with its offsets."""


@dataclass(slots=True)
class _Job:
    """A text to be scored, and those who wait for its result."""

    raw: str
    text: CleanText | None
    """None for a long one, until the thread has cleaned it."""
    model: BlockingScorer
    """The one that was asked; another may answer."""
    waiting: "list[asyncio.Future[ScoringResult]]" = field(default_factory=list)
    """One future for each, so that who is cancelled takes the result from nobody."""
    result: ScoringResult | Exception | None = None
    """Set by the thread, for the event loop to pass on."""

    @property
    def size(self) -> int:
        """Return its size in bytes, about, known before it is cleaned."""
        is_clean = len(self.raw) <= MAX_INLINE_CHARACTERS
        each = _BYTES_PER_CLEAN_CHARACTER if is_clean else _BYTES_PER_CHARACTER
        return _BYTES_PER_TEXT + each * len(self.raw)


class AsyncScorer:
    """Async facade over a blocking scorer, and an async context manager: it works while entered."""

    overflowed: int
    """Count of texts refused because the queue was full."""

    def __init__(self, scorer: BlockingScorer, *, max_bytes: int = 32 << 20) -> None:
        self.overflowed = 0
        self._scorer = scorer
        self._max_bytes = max_bytes
        self._queued_bytes = 0
        self._pending: dict[str, _Job] = {}
        self._results: LRUCache[str | bytes, ScoringResult] = LRUCache(_CACHE_SIZE)
        self._has_room = asyncio.Event()
        self.is_calm = asyncio.Event()
        """Set while few texts wait for the model."""
        self.is_calm.set()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run_thread, name="scoring", daemon=True)
        self._explainer = ThreadPoolExecutor(1, thread_name_prefix="explaining")

    @property
    def model(self) -> BlockingScorer:
        """The scorer behind it, with its version and thresholds."""
        return self._scorer

    def replace_model(self, scorer: BlockingScorer) -> None:
        """Score with another model from now on; what is queued is scored by either, and not cached."""
        self._scorer = scorer
        self._results.clear()
        self._pending.clear()

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

    async def score(self, raw: str) -> ScoringResult | Overflow:
        """Clean and score a text; equal texts that are pending at the same time are scored once."""
        job = self._find_result(raw) or self._queue_text(raw)
        if isinstance(job, Overflow):
            self.overflowed += 1
        if not isinstance(job, _Job):
            return job
        waiting: asyncio.Future[ScoringResult] = self._loop.create_future()
        job.waiting.append(waiting)
        return await waiting

    def foresee(self, raw: str) -> None:
        """Score a text for which a caller will ask soon, in a batch with what is asked for now; not in a rush."""
        if self.is_calm.is_set() and self._find_result(raw) is None:
            self._queue_text(raw)

    def _find_result(self, raw: str) -> "ScoringResult | _Job | None":
        """Return the result of a text if it is known, or its job if it is queued."""
        return self._results.get(_cache_key(raw)) or self._pending.get(raw)

    def _queue_text(self, raw: str) -> "_Job | ScoringResult | Overflow":
        """Queue a text if there is room; return its result where that is known once it is clean."""
        text = clean(raw) if len(raw) <= MAX_INLINE_CHARACTERS else None
        if text and (known := self._scorer.cached(text)):
            return known
        job = _Job(raw, text, self._scorer)
        if self._queued_bytes and self._queued_bytes + job.size > self._max_bytes:
            self._has_room.clear()
            return Overflow(self._has_room.wait)
        self._queued_bytes += job.size
        self._pending[raw] = job
        if len(self._pending) > _BUSY_FROM:
            self.is_calm.clear()
        self._queue.put(job)
        return job

    async def explain(self, raw: str) -> list[Span]:
        """Clean a text off the event loop; return its spans that drove its scores, the heaviest first."""

        def explain() -> list[Span]:
            return self._scorer.explain(clean(raw))

        return await self._loop.run_in_executor(self._explainer, explain)

    async def find_words(self, raw: str, matcher: WordMatcher) -> list[WordMatch]:
        """Find own words in a text: in a long one off the event loop, as it has to be cleaned."""

        def find() -> list[WordMatch]:
            return matcher.find(self._scorer.readings(clean(raw)))

        if len(raw) <= MAX_INLINE_CHARACTERS:
            return find()
        return await self._loop.run_in_executor(self._explainer, find)

    def _run_thread(self) -> None:
        """Score what is queued, a window at a time, until a None is."""
        while self._score_window():
            pass

    def _score_window(self) -> bool:
        """Wait for a window, and score it; return False after a None. Nothing of it is kept while the next is waited for."""
        window = [self._queue.get()]
        while len(window) < _WINDOW_SIZE and not self._queue.empty():
            window.append(self._queue.get())
        jobs = [job for job in window if job]
        by_length = sorted(jobs, key=lambda job: len(job.raw))
        for begin in range(0, len(by_length), _BATCH_SIZE):
            self._score_batch(by_length[begin : begin + _BATCH_SIZE])
        self._loop.call_soon_threadsafe(self._deliver, jobs)  # in the order of submission
        return None not in window

    def _score_batch(self, batch: Sequence[_Job]) -> None:
        """Set the result of each job; what cleaning or the scorer raises is the result of all of them."""
        try:
            texts = [job.text or clean(job.raw) for job in batch]
            results = self._scorer.score_cleaned(texts)
        except Exception as error:  # noqa: BLE001 - raised again in every caller that awaits it
            for job in batch:
                job.result = error
            return
        for job, result in zip(batch, results, strict=True):
            job.result = result

    def _deliver(self, jobs: Sequence[_Job]) -> None:
        """Answer those who wait for jobs that are done; runs on the event loop."""
        for job in jobs:
            if self._pending.get(job.raw) is job:
                del self._pending[job.raw]
            self._queued_bytes -= job.size
            if job.model is self._scorer and isinstance(job.result, Scores | Unscored):
                self._results[_cache_key(job.raw)] = job.result
            _answer(job)
        if self._queued_bytes <= self._max_bytes // 2:
            self._has_room.set()
        if len(self._pending) <= _BUSY_FROM // 2:
            self.is_calm.set()


def _answer(job: _Job) -> None:
    """Give the result of a job to those who still wait for it."""
    for waiting in job.waiting:
        if waiting.done():  # cancelled
            continue
        if isinstance(job.result, Exception):
            waiting.set_exception(job.result)
        elif job.result is not None:
            waiting.set_result(job.result)


def _cache_key(raw: str) -> str | bytes:
    """Return a short text itself, and the hash of a long one."""
    if len(raw) <= MAX_INLINE_CHARACTERS:
        return raw
    return blake2b(raw.encode("utf-8", "surrogatepass"), digest_size=16).digest()
