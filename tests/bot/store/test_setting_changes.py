"""History of settings: what was changed, by whom, and what takes it back."""

import pytest

from bot.domain.policy import Exemptions, LabelRule, Mode, Policy
from bot.domain.setting_changes import SettingChange, group_changes
from bot.domain.word_rules import WordRules, merge_rules
from bot.interactions.requests import Command, SetExemption, SetMode, SetThreshold
from bot.interactions.setting_reversal import CurrentSettings, reverse
from bot.interactions.word_requests import AddWord, RemoveWord
from bot.store.store import Store
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import MAX, Club

BASE = Policy(
    mode=Mode.FLAG,
    labels={Label.TOXIC: LabelRule(flag=0.4, act=0.9)},
    exempt=Exemptions(channels=frozenset({"memes"})),
    words=WordRules(never=("scunthorpe",)),
)


async def history(club: Club) -> list[tuple[SettingChange, ...]]:
    overrides = club.pipeline.store.policy_overrides
    return group_changes(await overrides.history.latest("fake", "club", limit=50))


async def take_back(club: Club, changes: tuple[SettingChange, ...]) -> Command | None:
    policies = club.pipeline.policies
    overrides = await policies.list_overrides("club")
    return reverse(changes, CurrentSettings("club", policies.base, overrides))


async def test_each_change_is_kept_with_what_was_before_and_who_made_it(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW))
    await club.ask(SetMode(Mode.SHADOW), by=MAX)
    await club.ask(SetMode(Mode.FLAG, "lobby"), by=MAX)
    await club.ask(SetMode(None))
    told = [(each.by_name, each.scope, each.before, each.after) for (each,) in await history(club)]
    assert told == [
        ("mona", "club", "shadow", None),
        ("max", "lobby", None, "flag"),
        ("mona", "club", None, "shadow"),
    ]


def effect(policy: Policy) -> object:
    """Return all that holds in a lobby and its club."""
    scopes = ("lobby", "club")
    rules = [policy.rules_in(Label.TOXIC, each) for each in (scopes, scopes[1:])]
    levels = [[(rule.flag, rule.act) for rule in each if rule != LabelRule()] for each in rules]
    words = [(rule.term.key, rule.value) for rule in merge_rules(policy.words_in(scopes))]
    return levels, words, policy.exempt, policy.mode_in(scopes), policy.mode_in(scopes[1:])


@pytest.mark.parametrize(
    "command",
    [
        SetThreshold(Label.TOXIC, 0.5, "off"),
        SetThreshold(Label.TOXIC, "model", 0.8, "lobby"),
        SetMode(Mode.SHADOW),
        SetMode(Mode.ENFORCE, "lobby"),
        SetExemption(is_exempt=True, kind="role", id="role-7"),
        SetExemption(is_exempt=False, kind="channel", id="memes"),
        AddWord("kumquat", "threat act"),
        AddWord("kumquat", "never", "lobby"),
        AddWord("scunthorpe", "insult flag"),
        RemoveWord("scunthorpe"),
    ],
    ids=repr,
)
async def test_what_is_taken_back_is_as_it_was(make_club: MakeClub, command: Command) -> None:
    club = make_club(BASE)
    policies = club.pipeline.policies
    before = await policies.list_overrides("club")
    await club.ask(command)
    (changes,) = await history(club)
    assert await policies.list_overrides("club") != before
    reversal = await take_back(club, changes)
    assert reversal is not None
    await club.ask(reversal)
    assert effect(await policies.resolve("club")) == effect(BASE)
    # To take that back is to make the change again.
    again = await take_back(club, (await history(club))[0])
    assert again is not None
    await club.ask(again)
    assert [(c.key, c.after) for c in (await history(club))[0]] == [
        (c.key, c.after) for c in changes
    ]


async def test_what_was_changed_again_since_cannot_be_taken_back(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW))
    await club.ask(SetMode(Mode.FLAG))
    latest, earlier = await history(club)
    assert await take_back(club, latest) == SetMode(Mode.SHADOW)
    assert await take_back(club, earlier) is None


async def test_a_change_of_another_community_is_not_found(club: Club, store: Store) -> None:
    await club.ask(SetMode(Mode.SHADOW))
    ((change,),) = await history(club)
    find = store.policy_overrides.history.find
    assert await find("fake", "club", change.number) == change
    assert await find("fake", "other", change.number) is None
    assert await find("fake", "club", change.number + 1) is None
