"""A digest on Discord: an embed with its chart in the alert channel, on the wire of discord.py."""

import pytest

from bot.domain.policy import Mode, Policy
from bot.domain.reporting_rules import DigestRules
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import MESSAGES, StartBot
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.messages import NOON

DAILY = Policy(mode=Mode.ENFORCE, digest=DigestRules(every="day", at="00:00"))


@pytest.fixture
async def missed(club: FakeDiscord, store: Store) -> None:
    """A community whose last digest was long ago."""
    community = club.world.guild
    store.counters.count("scored", platform="discord", community=community, at=NOON)
    await store.counters.flush()
    await store.digest_runs.claim("discord", community, due_at=NOON, now=NOON)


@pytest.mark.usefixtures("missed")
async def test_a_start_makes_up_a_missed_digest_in_the_alert_channel(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(DAILY)
    sent = await club.request("POST", MESSAGES)
    (embed,) = sent.body["embeds"]
    assert embed["title"] == "The day in moderation"
    (attachment,) = sent.body["attachments"]
    assert attachment["description"] == "A chart of the cases a day: there were none."
    assert embed["image"]["url"] == f"attachment://{attachment['filename']}"
    assert any(content.startswith(b"\x89PNG") for content in sent.files.values())


@pytest.mark.usefixtures("missed")
async def test_without_the_right_to_attach_files_it_comes_without_its_chart(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.set_bot_permissions(attach_files=False)
    await start_bot(DAILY)
    sent = await club.request("POST", MESSAGES)
    assert sent.body["embeds"][0]["title"] == "The day in moderation"
    assert "image" not in sent.body["embeds"][0]
    assert sent.files == {}


@pytest.mark.usefixtures("missed")
async def test_a_second_start_sends_no_second(club: FakeDiscord, start_bot: StartBot) -> None:
    bot = await start_bot(DAILY)
    await club.request("POST", MESSAGES)
    await bot.stop()
    again = await start_bot(DAILY)
    await club.say("you buffoon")
    await club.request("POST", MESSAGES, number=2)
    await again.stop()
    titles = [sent.body["embeds"][0]["title"] for sent in club.requests("POST", MESSAGES)]
    assert titles.count("The day in moderation") == 1
