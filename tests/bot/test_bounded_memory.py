"""Bounds of what the bot remembers: in bytes where it is texts, however many write however much."""

import asyncio
from datetime import timedelta

from bot.domain.actions import Action, Outcome
from bot.domain.message import Author, Message
from bot.moderation.alert_holds import AlertHolds
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.split_messages import MAX_BYTES, MessageJoiner
from bot.platforms.slack.outbound.alert_updates import MessageRef, MessageSnapshot, PostedAlerts
from bot.runtime.alert_cards import TransientCards
from bot.runtime.async_scorer import AsyncScorer
from tests.fakes.messages import NOON, make_message
from tests.fakes.scorer import StandInScorer

MANY = 20_000


def write(number: int, text: str = "good morning", **changes: object) -> Message:
    """Make a message by a member who wrote nothing else."""
    author, sent_at = Author(f"author-{number}", "x"), NOON + timedelta(milliseconds=number)
    return make_message(text, id=f"m{number}", author=author, sent_at=sent_at, **changes)


def test_messages_to_be_joined_are_kept_in_eight_mebibytes() -> None:
    joiner = MessageJoiner()
    for number in range(MANY):
        joiner.add(write(number, "good morning " * 20, more_texts=("a file",)))
    kept = [part for parts in joiner._recent.values() for part in parts]
    assert sum(1_024 + 4 * len(part.text) for part in kept) <= MAX_BYTES
    assert kept[-1].id == f"m{MANY - 1}"
    assert not any(part.more_texts for part in kept)


def test_a_text_that_is_too_long_to_be_kept_is_not_kept() -> None:
    joiner = MessageJoiner(max_bytes=10_000)
    joiner.add(write(1, "a" * 10_000))
    joiner.add(write(2))
    assert [parts[0].id for parts in joiner._recent.values()] == ["m2"]


def test_sixteen_thousand_messages_are_known_as_seen() -> None:
    deduplicator = Deduplicator()
    assert all(deduplicator.add(write(number)) for number in range(MANY))
    assert len(deduplicator._seen) == 16_384
    assert not deduplicator.add(write(MANY - 1))


async def test_scores_of_four_thousand_texts_are_kept() -> None:
    async with AsyncScorer(StandInScorer()) as scorer:
        for begin in range(0, 5_000, 250):
            texts = (f"good morning {number}" for number in range(begin, begin + 250))
            await asyncio.gather(*map(scorer.score, texts))
        assert len(scorer._results) == 4_096


async def test_four_thousand_alerts_are_known_as_shown() -> None:
    holds = AlertHolds()

    async def send() -> Outcome:
        return Outcome.done(Action.FLAG)

    for number in range(5_000):
        await holds.send_held(("case", number, 0), "club", send)
    assert len(holds._shown) == 4_096
    assert holds.is_shown(("case", 4_999, 0))


def test_the_blocks_of_slack_messages_are_kept_in_four_million_characters() -> None:
    posted = PostedAlerts(TransientCards())
    blocks = [{"type": "section", "text": "good morning " * 100}] * 4
    for number in range(1_000):
        posted.record_snapshot(MessageRef("C1", str(number)), MessageSnapshot("alert", blocks))
    kept = posted._snapshots.values()
    assert sum(len(str(snapshot.blocks)) for snapshot in kept) <= 4 << 20
    assert posted.find_snapshot(MessageRef("C1", "999"))
