"""A digest on Slack: a message and its chart in the alert channel, on the wire of slack-bolt."""

import pytest

from bot.domain.policy import Mode, Policy
from bot.domain.reporting_rules import DigestRules
from bot.store.store import Store
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.messages import NOON
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
async def missed(club: FakeSlack, store: Store) -> None:
    """A workspace whose last digest was long ago."""
    community = club.world.team
    store.counters.count("scored", platform="slack", community=community, at=NOON)
    await store.counters.flush()
    await store.digest_runs.begin("slack", community, due_at=NOON, now=NOON)


@pytest.mark.usefixtures("missed")
@pytest.mark.parametrize("every", ["day", "week"])
async def test_a_start_makes_up_a_missed_digest_with_its_chart(
    club: FakeSlack, start_bot: StartBot, every: str
) -> None:
    rules = DigestRules.model_validate({"every": every, "at": "00:00"})
    channel = club.world.moderators
    await start_bot(Policy(mode=Mode.ENFORCE, alerts=frozenset({channel}), digest=rules))
    sent = await club.wait_for_call("chat.postMessage", channel=channel)
    assert f"The {every} in moderation" in render_text(sent["blocks"])
    uploaded = await club.wait_for_call("files.completeUploadExternal")
    assert uploaded["channel_id"] == channel
    described = await club.wait_for_call("files.getUploadURLExternal")
    assert described["alt_txt"] == "A chart of the cases a day: there were none."
    assert [content[:4] for content in club.methods.uploads.values()] == [b"\x89PNG"]
