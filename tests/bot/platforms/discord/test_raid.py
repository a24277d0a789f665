"""More messages than can be judged at once: bounded, read again, told of, and counted exactly."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from bot.domain.policy import Mode, Policy
from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.platform import Discord
from bot.runtime.intake import weigh
from bot.runtime.message_books import MessageBooks
from bot.store.store import Store
from classifier import CleanText, Scores, Unscored
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, MESSAGES, StartBot
from tests.fakes import running
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.requests import MISSING_ACCESS
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.messages import make_message
from tests.fakes.scorer import StandInScorer
from tests.fakes.waiting import TIMEOUT

BULK_DELETE = f"{MESSAGES}/bulk-delete"
ROOM = 5
"""Messages for which there is room."""


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Return an event on which the model waits before it scores anything."""
    go, score = threading.Event(), StandInScorer.score_cleaned

    def score_held(scorer: StandInScorer, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        go.wait()
        return score(scorer, texts)

    monkeypatch.setattr(StandInScorer, "score_cleaned", score_held)
    yield go
    go.set()


def narrow_intake(bot: running.Running[Discord]) -> MessageBooks:
    """Leave little room for messages, and hold none of them back; return the books."""
    stats = bot.platform._stats
    stats.intake._max_bytes = ROOM * weigh(make_message("a message of 20 chars"))
    stats.intake._patience_left = 0
    return stats.books


def titles(club: FakeDiscord) -> list[str]:
    """Return the titles of what the moderators were shown, without cases."""
    shown = [
        embed["title"]
        for message in club.shown(club.world.moderators)
        for embed in message["embeds"]
    ]
    return [title for title in shown if "ase" not in title]


async def count_messages(club: FakeDiscord, store: Store) -> Mapping[str, int]:
    """Return the counts of today's messages in the statistics."""
    await store.counters.flush()
    today = datetime.now(UTC).date()
    counted = await store.statistics.count(
        platform="discord", community=club.world.guild, since=today, until=today
    )
    return counted.messages


ONLY_MESSAGES = Policy(mode=Mode.ENFORCE, surfaces=SurfaceRules(profiles=False))
"""A policy by which names are not read, so that messages alone are counted."""


async def test_what_is_shed_is_read_again_and_moderators_hear_of_it_twice(
    club: FakeDiscord, start_bot: StartBot, store: Store, model: threading.Event
) -> None:
    books = narrow_intake(await start_bot(ONLY_MESSAGES))
    for number in range(39):
        await club.say(f"message {number:>12}")
    rude = await club.say("you buffoon")
    await club.alert()
    assert titles(club) == ["More is written here than I can judge at once"]
    async with asyncio.timeout(TIMEOUT):
        while books.seen < 40 - ROOM:  # it is told of the first of them
            await store.last_seen.get("discord")  # meanwhile it goes on
    assert books.waiting == books.seen == 40 - ROOM
    model.set()
    await club.until(lambda: "I have caught up" in titles(club) and books.seen == 40)
    assert (books.seen, books.decided, books.waiting) == (40, {"scored": 40}, 0)
    assert rude not in club.shown(club.world.general)
    assert club.requests("GET", MEMBER) == []  # the events have shown who they are
    assert await count_messages(club, store) == {"scored": 40}


async def test_what_cannot_be_read_again_is_counted_and_said(
    club: FakeDiscord, start_bot: StartBot, store: Store, model: threading.Event
) -> None:
    books = narrow_intake(await start_bot())
    club.rest.refuse("GET", MESSAGES, MISSING_ACCESS)
    for number in range(20):
        await club.say(f"message {number:>12}")
    await club.alert()
    model.set()
    await club.until(lambda: "I have caught up, but for some messages" in titles(club))
    assert "15 could not be read again" in str(club.shown(club.world.moderators))
    assert (books.seen, books.decided, books.given_up) == (20, {"scored": 5}, 15)
    assert await count_messages(club, store) == {"scored": 5, "overflowed": 15}


async def test_a_raid_is_one_alert_with_buttons_for_all_of_it(
    club: FakeDiscord, start_bot: StartBot, model: threading.Event
) -> None:
    model.set()
    await start_bot(Policy(mode=Mode.FLAG))
    for number in range(30):
        await club.say("you buffoon", author=club.world.make_user(f"raider-{number}"))

    def raid() -> JSON:
        return max(club.shown(club.world.moderators), key=count_cases)

    await club.until(lambda: sum(map(count_cases, club.shown(club.world.moderators))) == 30)
    buttons = [each for row in raid()["components"] for each in row["components"]]
    assert [each["label"] for each in buttons] == ["Delete all", "Time out all", "Dismiss all"]
    delete = {"custom_id": buttons[0]["custom_id"]}
    pressed = await club.interactions.press(delete, raid(), by=club.world.mona)
    title = (await pressed.reply())["embeds"][0]["title"]
    number = int(title.split()[1])
    assert number >= count_cases(raid()) >= 20
    assert title == f"Delete: {number} of {number} cases"
    assert len(club.shown(club.world.general)) == 30 - number


def count_cases(message: JSON) -> int:
    """Return how many cases a message shows."""
    titles = [embed["title"] for embed in message["embeds"]]
    return sum(int(t.split()[0]) if "cases at once" in t else t.startswith("Case ") for t in titles)


async def test_a_raid_of_one_text_is_deleted_in_few_calls(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    for number in range(120):
        await club.say("you buffoon", author=club.world.make_user(f"raider-{number}"))
    await club.until(lambda: club.shown(club.world.general) == [])
    single, bulk = club.requests("DELETE", MESSAGE), club.requests("POST", BULK_DELETE)
    assert len(single) + sum(len(each.body["messages"]) for each in bulk) == 120
    assert len(single) + len(bulk) < 60
