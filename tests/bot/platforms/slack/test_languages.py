"""A workspace that writes Portuguese, over slack_bolt and slack_sdk: verdicts, alerts and notices."""

import pytest

from bot.domain.policy import LabelRule, LanguageRules, Mode, Policy
from classifier import Label
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.scorer import MultilingualStandIn, StandInScorer
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
def stand_in() -> StandInScorer:
    return MultilingualStandIn()


@pytest.fixture(autouse=True)
def portuguese_member(club: FakeSlack) -> None:
    club.world.kim["locale"] = "pt-BR"


def strict_policy(club: FakeSlack) -> Policy:
    """Return a policy that acts on Portuguese, which the bundle itself only flags."""
    rules = LanguageRules(labels={"pt": {Label.TOXIC: LabelRule(act=0.9)}})
    return Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}), languages=rules)


async def test_a_beta_language_is_flagged_and_the_alert_names_it(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    friendly = await club.say("bom dia")
    rude = await club.say("seu tolo")
    shown = str(await club.alert())
    assert "Case 1: flagged" in shown
    assert "read as Portuguese" in shown
    assert club.shown(club.world.general) == [friendly, rude]


async def test_a_policy_may_act_on_it_all_the_same_and_the_notice_is_in_the_members_language(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(strict_policy(club))
    posted = await club.say("seu tolo")
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    await club.alert()
    (notice,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    assert notice["text"] == "A sua mensagem foi apagada"
    assert "Um programa, não uma pessoa" in str(notice["blocks"])
    assert "Recorrer" in str(notice["blocks"])


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en-GB", ("Your message was deleted", "Appeal")),
        ("es-LA", ("Tu mensaje fue eliminado", "Apelar")),
        ("de-DE", ("Deine Nachricht wurde gelöscht", "Einspruch")),
        ("fr-FR", ("Ton message a été supprimé", "Faire appel")),
        ("ko-KR", ("메시지가 삭제되었습니다", "이의 제기")),
        ("tr-TR", ("Mesajınız silindi", "İtiraz et")),
        ("fi-FI", ("Your message was deleted", "Appeal")),
    ],
)
async def test_a_member_of_any_locale_gets_notice_and_button_in_their_language_or_in_english(
    club: FakeSlack, start_bot: StartBot, locale: str, shown: tuple[str, str]
) -> None:
    club.world.kim["locale"] = locale
    await start_bot(strict_policy(club))
    await club.say("seu tolo")
    await club.alert()
    (notice,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    title, caption = shown
    assert notice["text"] == title
    assert caption in str(notice["blocks"])


async def test_the_appeal_form_and_its_answer_are_in_the_members_language(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(strict_policy(club))
    await club.say("seu tolo")
    await club.alert()
    (notice,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    await club.interactions.press("parley:appeal:1", notice, by=club.world.kim)
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    texts = [form[name]["text"] for name in ("title", "submit", "close")]
    assert texts == ["Recorrer", "Enviar", "Cancelar"]
    assert form["blocks"][0]["label"]["text"] == "Por que isto deveria ser desfeito?"
    await club.interactions.submit(form, {"why": {"why": "x"}}, by=club.world.kim)
    answer = await club.wait_for_call("views.update")
    assert "O seu recurso foi enviado" in render_text(answer["view"]["blocks"])


async def test_the_report_form_and_its_answer_are_in_the_members_language(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(strict_policy(club))
    posted = await club.say("bom dia", user=club.world.mona["id"])
    await club.interactions.shortcut("report_to_moderators", posted, by=club.world.kim)
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    assert form["title"]["text"] == "Denunciar"
    await club.interactions.submit(form, {"why": {"why": ""}}, by=club.world.kim)
    answer = await club.wait_for_call("views.update")
    assert render_text(answer["view"]["blocks"]).startswith("Obrigado\n")


async def test_who_writes_to_the_bot_is_answered_in_their_language(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(strict_policy(club))
    channel = club.world.open_direct(club.world.kim["id"])
    await club.say("bom dia", channel=channel)
    answer = await club.wait_for_call("chat.postMessage", channel=channel)
    assert answer["text"] == "Eu sou o Parley, um programa"
    assert "Nada do que você escreve" in render_text(answer["blocks"])


async def test_the_home_page_of_a_member_is_in_their_language(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(strict_policy(club))
    await club.say("seu tolo")
    await club.alert()
    await club.open_home(club.world.kim)
    page = render_text((await club.wait_for_call("views.publish"))["view"]["blocks"])
    for words in ("O que eu faço aqui", "Quando eu erro", "Caso 1: apagada", "[Recorrer]"):
        assert words in page


async def test_moderators_are_answered_in_english_whatever_their_language(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.mona["locale"] = "de-DE"
    await start_bot(strict_policy(club))
    asked = await club.interactions.command("case 9", by=club.world.mona)
    assert render_text((await asked.reply())["blocks"]).startswith("Not done\nthere is no case 9")
