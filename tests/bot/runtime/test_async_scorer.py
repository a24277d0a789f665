import asyncio
import threading
from collections.abc import Sequence

import pytest

from bot.runtime import async_scorer
from bot.runtime.async_scorer import MAX_INLINE_CHARACTERS, AsyncScorer
from bot.runtime.overflow import Overflow
from classifier import CleanText, Scores, Unscored, clean
from tests.fakes.held_scorer import HeldScorer
from tests.fakes.scorer import StandInScorer


class BrokenScorer(StandInScorer):
    """Raises an exception for one word."""

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        if any("stumble" in text.text for text in texts):
            raise ArithmeticError
        return super().score_cleaned(texts)


async def submit(scoring: AsyncScorer, text: str) -> asyncio.Task[Scores | Unscored | Overflow]:
    """Start scoring a text, and return once it is queued."""
    task = asyncio.create_task(scoring.score(text))
    await asyncio.sleep(0)
    return task


async def test_the_event_loop_goes_on_while_the_model_works() -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer) as scoring:
        task = await submit(scoring, "hello")
        await asyncio.to_thread(scorer.busy.wait)
        assert not task.done()
        scorer.go.set()
        assert isinstance(await task, Scores)


async def test_a_backlog_is_scored_in_batches_of_equals_and_answered_in_order() -> None:
    scorer = HeldScorer()
    words = "tea cup milk sugar spoon plate fork knife bread butter jam egg salt oil rice bean pea corn leek plum"
    texts = [" ".join(words.split()[: 1 + i * 7 % 20]) + f" {i}" for i in range(20)]
    async with AsyncScorer(scorer) as scoring:
        first = await submit(scoring, "first")
        await asyncio.to_thread(scorer.busy.wait)
        finished: list[object] = []
        tasks = [await submit(scoring, text) for text in texts]
        for task in tasks:
            task.add_done_callback(finished.append)
        scorer.go.set()
        await asyncio.gather(first, *tasks)
    alone, *batches = scorer.batches
    assert alone == ["first"]
    assert [len(batch) for batch in batches] == [8, 8, 4]
    lengths = [len(text) for batch in batches for text in batch]
    assert lengths == sorted(lengths)
    assert finished == tasks


async def test_equal_texts_asked_for_at_the_same_time_are_scored_once() -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer) as scoring:
        tasks = [await submit(scoring, "hello") for _ in range(5)]
        scorer.go.set()
        assert len({id(answer) for answer in await asyncio.gather(*tasks)}) == 1
    assert scorer.batches == [["hello"]]


async def test_a_text_that_is_foreseen_is_scored_beside_another_and_known_when_it_is_asked_for() -> (
    None
):
    scorer = HeldScorer()
    async with AsyncScorer(scorer) as scoring:
        first = await submit(scoring, "first")
        await asyncio.to_thread(scorer.busy.wait)
        scoring.foresee("hello you")
        asked = await submit(scoring, "you")
        scorer.go.set()
        await asyncio.gather(first, asked)
        assert isinstance(await scoring.score("hello you"), Scores)
    assert scorer.batches == [["first"], ["you", "hello you"]]


async def test_nothing_is_foreseen_in_a_rush_and_nothing_of_it_is_counted_as_refused() -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer) as scoring:
        tasks = [await submit(scoring, f"text {number}") for number in range(257)]
        scoring.foresee("something else")
        scorer.go.set()
        await asyncio.gather(*tasks)
    assert all("something else" not in batch for batch in scorer.batches)
    async with AsyncScorer(scorer, max_bytes=2_000) as scoring:
        task = await submit(scoring, "word " * 5)
        scoring.foresee("other " * 5)
        await task
        assert scoring.overflowed == 0


@pytest.fixture
def cleaners(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, threading.Thread]]:
    """Return the lengths of the texts that are cleaned, and the threads that clean them."""
    cleaned: list[tuple[int, threading.Thread]] = []

    def watch(text: str) -> CleanText:
        cleaned.append((len(text), threading.current_thread()))
        return clean(text)

    monkeypatch.setattr(async_scorer, "clean", watch)
    return cleaned


async def test_only_a_short_text_is_cleaned_on_the_event_loop(
    cleaners: list[tuple[int, threading.Thread]],
) -> None:
    loop_thread = threading.current_thread()
    async with AsyncScorer(StandInScorer()) as scoring:
        for length in (MAX_INLINE_CHARACTERS, MAX_INLINE_CHARACTERS + 1, 16_000):
            await scoring.score("h" * length)
        await scoring.explain("&amp;" * 3_000)
    assert [length for length, _ in cleaners] == [500, 501, 16_000, 15_000]
    assert [thread is loop_thread for _, thread in cleaners] == [True, False, False, False]


async def test_a_text_that_is_said_again_is_neither_cleaned_nor_scored_again(
    cleaners: list[tuple[int, threading.Thread]],
) -> None:
    scorer = HeldScorer()
    scorer.go.set()
    async with AsyncScorer(scorer) as scoring:
        for text in ("join us", "join us " * 200):
            first = await scoring.score(text)
            assert await scoring.score(text) is first
    assert len(cleaners) == len(scorer.batches) == 2


async def test_a_text_is_weighed_by_its_length_before_it_is_cleaned(
    cleaners: list[tuple[int, threading.Thread]],
) -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer, max_bytes=70_000) as scoring:
        tasks = [await submit(scoring, f"{number} " + "h" * 4_000) for number in range(5)]
        overflown = [task for task in tasks if task.done()]
        assert len(overflown) == 3
        # Of those that were refused none is cleaned, of the others as many as the thread has taken.
        assert len(cleaners) <= len(tasks) - len(overflown)
        scorer.go.set()
        await asyncio.gather(*tasks)


async def test_it_is_calm_again_once_most_of_what_waits_is_scored() -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer) as scoring:
        tasks = [await submit(scoring, f"text {number}") for number in range(256)]
        assert scoring.is_calm.is_set()
        tasks.append(await submit(scoring, "one more"))
        assert not scoring.is_calm.is_set()
        scorer.go.set()
        await scoring.is_calm.wait()
        await asyncio.gather(*tasks)


async def test_one_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer) as scoring:
        leaving, staying = await submit(scoring, "hello"), await submit(scoring, "hello")
        leaving.cancel()
        scorer.go.set()
        assert isinstance(await staying, Scores)


async def test_a_full_queue_is_told_and_counted_and_has_room_again_later() -> None:
    scorer = HeldScorer()
    async with AsyncScorer(scorer, max_bytes=2_000) as scoring:
        for times, word in ((1, "word"), (2, "more")):
            scorer.go.clear()
            task = await submit(scoring, f"{word} " * 5)
            overflow = await scoring.score(f"other {word} " * 5)
            assert isinstance(overflow, Overflow)
            assert scoring.overflowed == times
            room = asyncio.ensure_future(overflow.room())
            await asyncio.sleep(0)
            assert not room.done()
            scorer.go.set()
            await room
            assert isinstance(await task, Scores)
            assert isinstance(await scoring.score(f"other {word} " * 5), Scores)


async def test_a_text_larger_than_the_whole_queue_is_taken_when_it_is_empty() -> None:
    async with AsyncScorer(StandInScorer(), max_bytes=10) as scoring:
        assert isinstance(await scoring.score("hello"), Scores)


async def test_a_bug_in_the_model_reaches_who_asked_and_spares_the_rest() -> None:
    async with AsyncScorer(BrokenScorer()) as scoring:
        with pytest.raises(ArithmeticError):
            await scoring.score("stumble")
        assert isinstance(await scoring.score("hello"), Scores)


async def test_a_text_that_failed_is_not_remembered_as_scored() -> None:
    async with AsyncScorer(BrokenScorer()) as scoring:
        for _ in range(2):
            with pytest.raises(ArithmeticError):
                await scoring.score("stumble")


async def test_leaving_answers_what_was_asked_and_ends_the_threads() -> None:
    scorer = HeldScorer()
    scorer.go.set()
    async with AsyncScorer(scorer) as scoring:
        await scoring.explain("you buffoon")
        tasks = [await submit(scoring, f"text {i}") for i in range(100)]
    assert all(isinstance(answer, Scores) for answer in await asyncio.gather(*tasks))
    names = {thread.name for thread in threading.enumerate()}
    assert not any(name.startswith(("scoring", "explaining")) for name in names)
