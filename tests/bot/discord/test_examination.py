"""What `doctor` says of Discord."""

import pytest
from discord import Permissions

from bot.platforms.discord.examination import examine
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import MESSAGE_CONTENT, TOKEN

pytestmark = pytest.mark.usefixtures("led_to_the_fake")


async def test_a_wrong_token_is_a_fault_with_its_remedy() -> None:
    (finding,) = await examine("wrong")
    assert finding.is_fine is False
    assert "Reset Token" in finding.says


async def test_a_missing_intent_is_a_fault_with_its_remedy(club: FakeDiscord) -> None:
    club.world.allowed_intents = ~MESSAGE_CONTENT
    findings = await examine(TOKEN)
    assert findings[0].is_fine is False
    assert "Message Content Intent" in findings[0].says


async def test_what_a_server_does_not_allow_is_named_as_its_settings_call_it(
    club: FakeDiscord,
) -> None:
    club.world.bot_permissions = Permissions(view_channel=True, moderate_members=True)
    _, server, _ = await examine(TOKEN)
    assert server.says.startswith("club: not allowed: ")
    assert "Manage Messages" in server.says
    assert "Timeout Members" not in server.says
