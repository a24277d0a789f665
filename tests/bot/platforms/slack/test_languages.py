"""A workspace that writes Portuguese, over slack_bolt and slack_sdk: verdicts, alerts and notices."""

import pytest

from bot.domain.policy import LabelRule, LanguageRules, Mode, Policy
from classifier import Label
from tests.bot.platforms.slack.conftest import StartBot
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


async def test_a_member_who_reads_slack_in_english_gets_english(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.kim["locale"] = "en-GB"
    await start_bot(strict_policy(club))
    await club.say("seu tolo")
    await club.alert()
    (notice,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    assert notice["text"] == "Your message was deleted"
