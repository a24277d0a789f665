"""A server that writes Turkish and English, with the multilingual bundle that ships."""

import pytest

from classifier import Scorer
from tests.bot.platforms.bundles import load_multilingual
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.server import FakeDiscord


@pytest.fixture
def stand_in() -> Scorer:
    return load_multilingual()


async def test_rude_messages_in_both_languages_are_shown_and_friendly_ones_are_not(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.guilds[club.world.guild]["preferred_locale"] = "tr"
    await start_bot()
    await club.say("merhaba, bugün nasılsın")
    turkish = await club.say("aptal herif, sus artık")
    first = await club.alert()
    assert "read as Turkish" in str(first)
    assert "aptal herif" in str(first)
    await club.say("good morning everyone")
    english = await club.say("you are a stupid idiot")
    second = await club.alert(number=2)
    assert "read as" not in str(second)
    deleted = {request.ids["message"] for request in club.requests("DELETE", MESSAGE)}
    assert deleted <= {turkish["id"], english["id"]}
    assert english["id"] in deleted
    (notice, *_) = club.shown(club.world.open_dm(english["author"]["id"])["id"])
    assert notice["embeds"][0]["title"] == "Mesajınız silindi"
