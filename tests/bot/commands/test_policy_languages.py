"""`/toxicity threshold ... language:tr`: thresholds of one language, beside those of all."""

from typing import Any

import pytest

from bot.domain.actions import Action
from bot.domain.policy import LabelRule, LanguageRules, Mode, Policy
from bot.interactions.command_parser import parse_line
from bot.interactions.replies import Proposal, Refusal
from bot.interactions.requests import SetThreshold, ShowSettings
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import Club
from tests.fakes.rich_text import read
from tests.fakes.scorer import MultilingualStandIn, StandInScorer

TURKISH = "sen sersem"
PORTUGUESE = "que tolo"


@pytest.fixture
def stand_in() -> StandInScorer:
    return MultilingualStandIn()


def toxic(flag: float, act: float | None, **of: Any) -> SetThreshold:
    return SetThreshold(Label.TOXIC, flag, act, is_confirmed=True, **of)


async def test_a_threshold_of_a_language_holds_for_its_messages_alone(club: Club) -> None:
    reply = await club.ask(toxic(0.97, 0.99, language="tr"))
    assert read(reply.lines[0]) == (
        "Everywhere that nothing else is set, in Turkish: flag from 0.97, delete from 0.99."
    )
    await club.say(TURKISH, PORTUGUESE)
    assert [action for action, _ in club.platform.acted] == [Action.FLAG]


async def test_the_language_of_a_place_comes_before_all_of_it_and_the_place_before_wider_ones(
    club: Club,
) -> None:
    await club.ask(toxic(0.97, 0.99, channel="lobby"))
    await club.say(TURKISH)
    assert club.platform.acted == []
    await club.ask(toxic(0.3, 0.96, channel="lobby", language="tr"))
    await club.ask(toxic(0.3, 0.5, language="tr"))
    await club.say(TURKISH)
    assert [action for action, _ in club.platform.acted] == [Action.FLAG]


async def test_what_is_set_in_chat_comes_before_the_files_rule_of_the_language(
    make_club: MakeClub,
) -> None:
    rules = LanguageRules(labels={"tr": {Label.TOXIC: LabelRule(flag="off", act="off")}})
    club = make_club(Policy(mode=Mode.ENFORCE, languages=rules))
    await club.say(TURKISH)
    await club.ask(toxic(0.3, 0.5, language="tr"))
    await club.say(TURKISH)
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]
    await club.ask(SetThreshold(Label.TOXIC, None, None, language="tr", is_confirmed=True))
    assert await club.pipeline.policies.list_overrides("club") == []


async def test_the_preview_counts_the_messages_of_the_language(club: Club) -> None:
    await club.say(TURKISH, PORTUGUESE, "you dolt")
    proposal = await club.ask_for(Proposal, SetThreshold(Label.TOXIC, 0.97, 0.99, language="tr"))
    assert proposal.reply.title == "Threshold of toxic?"
    told = "\n".join(map(read, proposal.reply.lines))
    assert "1 would be decided on differently" in told
    assert "left alone instead of deleted" in told
    command = parse_line(proposal.line)
    assert command == toxic(0.97, 0.99, language="tr")
    assert parse_line("threshold toxic 0.97 0.99 language:Turkish yes") == command


async def test_a_label_that_the_language_does_not_have_cannot_be_set(club: Club) -> None:
    command = SetThreshold(Label.INSULT, 0.5, 0.9, language="tr")
    assert await club.refused(command) == "the model tells no insult in Turkish"
    assert await club.pipeline.policies.list_overrides("club") == []


async def test_thresholds_that_contradict_each_other_in_one_language_are_refused(
    club: Club,
) -> None:
    refusal = "with this, toxic is acted on from 0.80, and flagged from 0.85 in Turkish"
    assert await club.refused(toxic(0.85, None, language="tr")) == refusal
    assert await club.pipeline.policies.list_overrides("club") == []
    await club.ask(toxic(0.85, 0.9, language="tr"))


async def test_settings_name_the_language_of_what_was_set(club: Club) -> None:
    await club.ask(toxic(0.6, 0.85, language="tr"))
    settings = await club.ask(ShowSettings())
    fields = {field.name: read(field.value) for field in settings.fields}
    assert "everywhere, in Turkish: toxic act 0.85" in fields["Set with /toxicity"]


def test_what_is_no_language_is_refused_with_an_example() -> None:
    refusal = parse_line("threshold toxic 0.5 0.9 language:klingon")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == 'language cannot be "klingon"'
    assert refusal.remedy == "language: a language, such as tr or Turkish"
