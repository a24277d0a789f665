"""A digest on Discord: an embed with its chart in the alert channel, on the wire of discord.py."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from discord import Permissions

from bot.domain.digest_schedule import find_last_due
from bot.domain.policy import Mode, Policy
from bot.domain.reporting_rules import DigestRules
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import MESSAGES, StartBot
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.messages import NOON

NO_HISTORY = str(Permissions(read_message_history=True).value)
DAILY = Policy(mode=Mode.ENFORCE, digest=DigestRules(every="day", at="00:00"))


@pytest.fixture
async def missed(club: FakeDiscord, store: Store) -> None:
    """A community whose last digest was long ago."""
    community = club.world.guild
    store.counters.count("scored", platform="discord", community=community, at=NOON)
    await store.counters.flush()
    await store.digest_runs.begin("discord", community, due_at=NOON, now=NOON)


@pytest.mark.usefixtures("missed")
async def test_a_start_makes_up_a_missed_digest_in_the_alert_channel(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(DAILY)
    sent = await club.request("POST", MESSAGES)
    (embed,) = sent.body["embeds"]
    assert embed["title"] == "The day in moderation"
    assert sent.body["enforce_nonce"] is True
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
@pytest.mark.parametrize(("may_read", "titles"), [(True, ["The day in moderation"]), (False, [])])
async def test_where_it_may_not_read_a_digest_that_may_be_there_is_not_posted_again(
    club: FakeDiscord,
    store: Store,
    start_bot: StartBot,
    *,
    may_read: bool,
    titles: Sequence[str],
) -> None:
    digest = find_last_due(DAILY.digest, club.world.guild, datetime.now(UTC))
    assert digest
    begun = {"due_at": digest.due_at, "now": digest.due_at}  # by a process that died then
    await store.digest_runs.begin("discord", club.world.guild, **begun)
    if not may_read:
        own = {"id": club.world.bot["id"], "type": 1, "allow": "0", "deny": NO_HISTORY}
        club.world.channels[club.world.moderators]["permission_overwrites"].append(own)
    bot = await start_bot(DAILY)
    await club.say("you buffoon")
    await club.alert(number=len(titles) + 1)
    await bot.stop()
    shown = [message["embeds"][0]["title"] for message in club.shown(club.world.moderators)]
    assert [title for title in shown if not title.startswith("Case")] == titles


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
