"""A server that writes Turkish and English, over the wire of discord.py: verdicts, alerts and notices."""

import pytest

from bot.domain.policy import LanguageRules, Mode, Policy
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.scorer import MultilingualStandIn, StandInScorer


@pytest.fixture
def stand_in() -> StandInScorer:
    return MultilingualStandIn()


@pytest.fixture(autouse=True)
def turkish_server(club: FakeDiscord) -> None:
    club.world.guilds[club.world.guild]["preferred_locale"] = "tr"


async def test_both_languages_are_moderated_and_the_alert_names_the_foreign_one(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    friendly = await club.say("merhaba")
    turkish = await club.say("sersem herif")
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == turkish["id"]
    assert "read as Turkish" in str(await club.alert())
    await club.say("you buffoon")
    assert "read as" not in str(await club.alert(number=2))
    assert club.shown(club.world.general) == [friendly]


async def test_the_notice_is_in_the_servers_language(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    message = await club.say("sersem herif")
    await club.alert()
    (notice,) = club.shown(club.world.open_dm(message["author"]["id"])["id"])
    assert notice["embeds"][0]["title"] == "Mesajınız silindi"
    assert "Bir insan değil, bir program" in str(notice["embeds"][0])
    (button,) = notice["components"][0]["components"]
    assert (button["label"], button["custom_id"]) == ("İtiraz et", "parley:appeal:1")


async def test_a_server_in_a_language_without_a_catalogue_gets_english(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.guilds[club.world.guild]["preferred_locale"] = "fi"
    await start_bot()
    message = await club.say("sersem herif")
    await club.alert()
    (notice,) = club.shown(club.world.open_dm(message["author"]["id"])["id"])
    assert notice["embeds"][0]["title"] == "Your message was deleted"


async def test_a_language_that_the_policy_leaves_out_is_left_alone(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE, languages=LanguageRules(moderated=frozenset({"en"}))))
    turkish = await club.say("sersem herif")
    await club.say("you buffoon")
    await club.alert()
    assert club.shown(club.world.general) == [turkish]
