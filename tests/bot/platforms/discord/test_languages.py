"""A server that writes Turkish and English, over the wire of discord.py: verdicts, alerts and notices."""

from datetime import timedelta

import pytest

from bot.domain.policy import LanguageRules, Mode, Policy
from bot.moderation import notice_brake
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


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en-GB", ("Your message was deleted", "Appeal")),
        ("es-ES", ("Tu mensaje fue eliminado", "Apelar")),
        ("pt-BR", ("A sua mensagem foi apagada", "Recorrer")),
        ("de", ("Deine Nachricht wurde gelöscht", "Einspruch")),
        ("fr", ("Ton message a été supprimé", "Faire appel")),
        ("ko", ("메시지가 삭제되었습니다", "이의 제기")),
        ("fi", ("Your message was deleted", "Appeal")),
    ],
)
async def test_a_server_of_any_locale_gets_notice_and_button_in_its_language_or_in_english(
    club: FakeDiscord, start_bot: StartBot, locale: str, shown: tuple[str, str]
) -> None:
    club.world.guilds[club.world.guild]["preferred_locale"] = locale
    await start_bot()
    message = await club.say("sersem herif")
    await club.alert()
    (notice,) = club.shown(club.world.open_dm(message["author"]["id"])["id"])
    button = notice["components"][0]["components"][0]
    assert (notice["embeds"][0]["title"], button["label"]) == shown


async def test_a_language_that_the_policy_leaves_out_is_left_alone(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE, languages=LanguageRules(moderated=frozenset({"en"}))))
    turkish = await club.say("sersem herif")
    await club.say("you buffoon")
    await club.alert()
    assert club.shown(club.world.general) == [turkish]


async def test_the_appeal_form_and_its_answers_are_in_the_language_of_the_person(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.kim["locale"] = "ko"
    await start_bot()
    await club.say("sersem herif")
    await club.alert()
    (notice,) = club.shown(club.world.open_dm(club.world.kim["id"])["id"])
    (button,) = notice["components"][0]["components"]
    for title in ("이의 제기를 보냈습니다", "처리되지 않음"):
        pressed = await club.interactions.press(button, notice, by=club.world.kim)
        form = await pressed.reply()
        (field,) = form["components"][0]["components"]
        assert (form["title"], field["label"]) == ("이의 제기", "왜 취소되어야 하나요?")
        sent = await club.interactions.submit(form, {field["custom_id"]: ""}, by=club.world.kim)
        assert (await sent.reply())["embeds"][0]["title"] == title


async def test_moderators_are_answered_in_english_whatever_their_language(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.owner["locale"] = "tr"
    await start_bot()
    asked = await club.interactions.command("toxicity", "case", by=club.world.owner, number=9)
    refusal = (await asked.reply())["embeds"][0]
    assert refusal["title"] == "Not done"
    assert refusal["description"].startswith("there is no case 9")


async def test_the_report_form_is_in_the_language_of_the_person(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.kim["locale"] = "pt-BR"
    await start_bot()
    message = await club.say("merhaba", author=club.world.mona)
    opened = await club.interactions.menu("Report to moderators", message, by=club.world.kim)
    form = await opened.reply()
    (field,) = form["components"][0]["components"]
    assert field["label"] == "Qual é o problema? Moderadores leem isto."
    sent = await club.interactions.submit(form, {field["custom_id"]: ""}, by=club.world.kim)
    assert (await sent.reply())["embeds"][0]["title"] == "Obrigado"


async def test_who_writes_to_the_bot_is_answered_in_the_servers_language(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    direct = club.world.open_dm(club.world.kim["id"])["id"]
    await club.say("merhaba", channel=direct)
    bot = club.world.bot["id"]
    await club.until(lambda: any(m["author"]["id"] == bot for m in club.shown(direct)))
    (embed,) = club.shown(direct)[-1]["embeds"]
    assert embed["title"] == "Ben Parley, bir programım"
    assert "Report to moderators" in embed["description"]


async def test_what_is_told_of_several_messages_at_once_is_in_the_servers_language(
    club: FakeDiscord, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_brake, "PAUSE", timedelta(seconds=1))
    await start_bot()
    for _ in range(3):
        await club.say("sersem herif")
    direct = club.world.open_dm(club.world.kim["id"])["id"]
    await club.until(lambda: len(club.shown(direct)) == 2)
    assert club.shown(direct)[1]["embeds"][0]["title"] == "2 mesajınız daha silindi"
    assert club.shown(direct)[1]["embeds"][0]["footer"]["text"] == "Vaka 3"
