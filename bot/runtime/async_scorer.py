"""Scoring without ever making the event loop wait: the only file in which there are threads.

score() -- queue, bounded in bytes --> scoring thread, micro-batches --> whoever waits
   `----- what the scorer recalls, it answers at once
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from classifier import CleanText, Label, LabelThresholds, Scores, Span, Unscored

Answer: TypeAlias = Scores | Unscored

_BATCH = 8
"""Texts the model is given at a time: more only make the first of them wait longer."""

_WINDOW = 64
"""Texts of a backlog that are sorted by length, so that a batch holds equals."""

_BYTES_A_CHARACTER = 64
"""What a queued text weighs: its characters twice, and the way back from clean ones to raw ones."""


class BlockingScorer(Protocol):
    """What is needed of `classifier.Scorer`."""

    @property
    def version(self) -> str:
        """Which bundle it scores with."""
        ...

    @property
    def thresholds(self) -> Mapping[Label, LabelThresholds]:
        """The bundle's own thresholds."""
        ...

    def cached(self, text: CleanText) -> Answer | None:
        """What is known without asking the model: a repeat, or why there are no scores."""
        ...

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Answer]:
        """An answer for each text, in order; blocks."""
        ...

    def explain(self, text: CleanText) -> list[Span]:
        """What drove the scores, in raw characters, the heaviest first; blocks."""
        ...


@dataclass(frozen=True, slots=True)
class Overflow:
    """The queue is full, and the text was not taken. Await `room()`, then ask again."""

    room: Callable[[], Awaitable[object]]


@dataclass(slots=True)
class _Question:
    text: CleanText
    answer: "asyncio.Future[Answer]"
    found: Answer | Exception | None = None
    """Left here by the thread, for the event loop to hand out."""

    @property
    def size(self) -> int:
        """In bytes, about."""
        return _BYTES_A_CHARACTER * (len(self.text.raw) + len(self.text.text) + 1)


class AsyncScorer:
    """Answers for the event loop what a blocking scorer knows; works while it is entered."""

    overflowed: int
    """How often a text was not taken because the queue was full."""

    def __init__(self, scorer: BlockingScorer, *, most_bytes: int = 32 << 20) -> None:
        self.overflowed = 0
        self._scorer = scorer
        self._most_bytes = most_bytes
        self._queued_bytes = 0
        self._asked: dict[str, asyncio.Future[Answer]] = {}
        self._has_room = asyncio.Event()
        self._queue: SimpleQueue[_Question | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="scoring", daemon=True)
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

    async def score(self, text: CleanText) -> Answer | Overflow:
        """The scores of a text. Equal texts asked for at the same time are scored once."""
        known = self._scorer.cached(text)
        if known is not None:
            return known
        asked = self._asked.get(text.text)
        if asked is None:
            question = _Question(text, self._loop.create_future())
            if self._queued_bytes and self._queued_bytes + question.size > self._most_bytes:
                self.overflowed += 1
                self._has_room.clear()
                return Overflow(self._has_room.wait)
            self._queued_bytes += question.size
            self._asked[text.text] = asked = question.answer
            self._queue.put(question)
        # Shielded, as one who stops waiting must not take the answer from the others.
        return await asyncio.shield(asked)

    async def explain(self, text: CleanText) -> list[Span]:
        """The raw characters that drove a text's scores, the heaviest first."""
        return await self._loop.run_in_executor(self._explainer, self._scorer.explain, text)

    def _work(self) -> None:
        """The thread: takes what waits, up to a window of it; None ends it."""
        while True:
            window = [self._queue.get()]
            while len(window) < _WINDOW and not self._queue.empty():
                window.append(self._queue.get())
            questions = [question for question in window if question]
            by_length = sorted(questions, key=lambda question: len(question.text.text))
            for begin in range(0, len(by_length), _BATCH):
                with _Batch(by_length[begin : begin + _BATCH]) as batch:
                    batch.answer(self._scorer)
            self._loop.call_soon_threadsafe(self._settle, questions)  # in the order of asking
            if None in window:
                return

    def _settle(self, questions: Sequence[_Question]) -> None:
        """Back on the event loop: hand out the answers, or what went wrong instead."""
        for question in questions:
            key, found = question.text.text, question.found
            del self._asked[key]
            self._queued_bytes -= question.size
            if isinstance(found, Exception):
                question.answer.set_exception(found)
                question.answer.exception()  # seen, even where nobody waits any more
            elif found is not None:
                question.answer.set_result(found)
        if self._queued_bytes <= self._most_bytes // 2:
            self._has_room.set()


class _Batch:
    """Texts scored together. What goes wrong is told to those who asked, and spares the thread."""

    def __init__(self, questions: Sequence[_Question]) -> None:
        self._questions = questions

    def answer(self, scorer: BlockingScorer) -> None:
        """Leave each question its answer."""
        answers = scorer.score_cleaned([question.text for question in self._questions])
        for question, answer in zip(self._questions, answers, strict=True):
            question.found = answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Exception):
            for question in self._questions:
                question.found = error
        return isinstance(error, Exception)
