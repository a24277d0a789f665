"""The link to the members' page, over the wire of discord.py: in what its author alone sees, and nowhere else."""

import pytest

from bot.domain.actions import Action
from bot.domain.member_links import MemberLinks
from bot.domain.policy import LabelRule, Mode, Policy
from classifier import Label
from tests.bot.platforms.discord.conftest import StartBot
from tests.fakes.club import RUDE
from tests.fakes.discord.requests import CANNOT_SEND_TO_USER
from tests.fakes.discord.server import FakeDiscord


@pytest.fixture
def member_links() -> MemberLinks:
    return MemberLinks(b"k" * 32, "https://desk.example")


async def test_a_notice_has_a_button_that_opens_the_page_of_its_case(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    message = await club.say(RUDE)
    await club.alert()
    (notice,) = club.shown(club.world.open_dm(message["author"]["id"])["id"])
    appeal, link = notice["components"][0]["components"]
    assert appeal["custom_id"] == "parley:appeal:1"
    assert (link["style"], link["label"]) == (5, "What was decided, and why")
    assert link["url"].startswith("https://desk.example/case/1.")
    assert "desk.example" not in str(await club.alert())


async def test_what_others_may_see_in_a_channel_has_no_link(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    warning = {Label.INSULT: LabelRule(action=Action.WARN)}
    await start_bot(Policy(mode=Mode.ENFORCE, labels=warning))
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    await club.say(RUDE)
    await club.alert()
    posted = club.shown(club.world.general)[-1]
    assert posted["embeds"][0]["title"] == "Please mind how you write to others"
    assert "desk.example" not in str(posted)
