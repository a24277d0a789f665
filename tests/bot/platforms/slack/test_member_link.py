"""The link to the members' page, over slack_bolt and slack_sdk: in what its author alone sees, in their language."""

import pytest

from bot.domain.member_links import MemberLinks
from bot.domain.policy import Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.club import RUDE
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
def member_links() -> MemberLinks:
    return MemberLinks(b"k" * 32, "https://desk.example")


@pytest.mark.parametrize(
    ("locale", "caption"),
    [("en-GB", "What was decided, and why"), ("pt-BR", "O que foi decidido e por quê")],
    ids=["english", "portuguese"],
)
async def test_a_notice_links_to_the_page_of_its_case(
    club: FakeSlack, start_bot: StartBot, locale: str, caption: str
) -> None:
    club.world.kim["locale"] = locale
    policy = Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}))
    await start_bot(policy)
    await club.say(RUDE)
    shown = str(await club.alert())
    (notice,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    assert caption in render_text(notice["blocks"])
    assert "https://desk.example/case/1." in str(notice["blocks"])
    assert "desk.example" not in shown
