"""A workspace that writes Portuguese, with the multilingual bundle that ships."""

import pytest

from classifier import Scorer
from tests.bot.platforms.bundles import load_multilingual
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.test_languages import strict_policy
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
def stand_in() -> Scorer:
    return load_multilingual()


async def test_a_rude_message_is_deleted_as_the_policy_wants_and_its_author_is_told_in_portuguese(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.kim["locale"] = "pt-BR"
    await start_bot(strict_policy(club))
    friendly = await club.say("bom dia, tudo bem?")
    rude = await club.say("seu idiota, cala a boca")
    assert (await club.wait_for_call("chat.delete"))["ts"] == rude["ts"]
    assert "read as Portuguese" in str(await club.alert())
    (notice,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    assert notice["text"] == "A sua mensagem foi apagada"
    assert club.shown(club.world.general) == [friendly]
