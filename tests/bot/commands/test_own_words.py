"""`/toxicity word`: a community's own words, added, removed, listed and tried out, also from a case."""

from dataclasses import replace

import pytest

from bot.domain.actions import Action
from bot.domain.authority import Authority
from bot.domain.inline import ChannelMention, MemberMention, RichText, Spoiler
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import ChannelPolicy, CommandRules, Mode, Policy
from bot.domain.policy_overrides import WORD
from bot.domain.word_rules import MAX_TERMS, WordRules
from bot.interactions.command_parser import parse_line
from bot.interactions.replies import FileReply, Menu, Proposal, Refusal
from bot.interactions.requests import (
    Autocomplete,
    Check,
    Command,
    Erase,
    LookUpCase,
    ShowSettings,
)
from bot.interactions.word_requests import AddWord, ListWords, OfferWords, RemoveWord, TryWords
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, MONA, RUDE, Club
from tests.fakes.rich_text import read

ELSEWHERE = {"channel": "garden", "thread": None, "category": None}


def line(text: str) -> Command:
    command = parse_line(text)
    assert not isinstance(command, Refusal), command
    return command


async def test_an_added_word_holds_at_once_and_until_it_is_removed(club: Club) -> None:
    reply = await club.ask(line("word add kys threat act"))
    assert reply.lines[0] == RichText(
        "Everywhere that nothing else is set: ",
        Spoiler("kys"),
        " always counts as threat, and is acted on.",
    )
    await club.say("k.y.s")
    await club.ask(line("word remove KYS yes"))
    await club.say("kys all")
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


async def test_a_word_that_is_never_counted_leaves_the_rest_to_count(club: Club) -> None:
    await club.ask(line('word add "silly buffoon" never'))
    await club.say("Silly  Buffoon", "silly buffoon, you buffoon")
    assert len(club.platform.acted) == 1


async def test_words_of_one_place_are_not_anothers(club: Club) -> None:
    await club.ask(line("word add kys threat act lobby"))
    await club.ask(AddWord("teapot", "insult act", AGE_RESTRICTED))
    await club.say("kys", "teapot", **ELSEWHERE)
    await club.say("kys", community="other")
    assert club.platform.acted == []
    await club.say("kys")
    await club.say("teapot", is_age_restricted=True)
    assert len(club.platform.acted) == 2


async def test_a_channel_can_do_without_a_word_of_the_community(club: Club) -> None:
    await club.ask(line("word add kys threat act"))
    await club.ask(RemoveWord("kys", "lobby"))
    await club.say("kys")
    assert club.platform.acted == []
    await club.say("kys", **ELSEWHERE)
    assert len(club.platform.acted) == 1


async def test_a_word_of_the_policy_file_can_be_changed_taken_away_and_given_back(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.ENFORCE, words=WordRules(never=("Buffoon",))))
    await club.say(RUDE)
    await club.ask(RemoveWord("buffoon", is_confirmed=True))
    await club.say("such a buffoon")
    await club.ask(AddWord("BUFFOON", "never", is_confirmed=True))
    await club.say("a buffoon, still")
    assert len(club.platform.acted) == 1
    overrides = await club.pipeline.policies.list_overrides("club")
    assert [(each.key, each.value) for each in overrides] == [(f"{WORD}BUFFOON", "never")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("word remove kys", "this is no own word here"),
        ("word add Drat never", "the own word holds already: never"),
    ],
)
async def test_what_changes_nothing_is_refused(club: Club, text: str, reason: str) -> None:
    await club.ask(line("word add drat never"))
    assert await club.refused(line(text)) == reason


@pytest.mark.parametrize("term", ["*", "a", "/(/", "x" * 101])
def test_a_bad_term_is_refused_with_its_name_and_the_remedy(term: str) -> None:
    refusal = parse_line(f"word add {term} never")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == f'term cannot be "{term}"'
    assert refusal.remedy.startswith("term: ")


async def test_no_place_has_more_words_than_the_bound(make_club: MakeClub) -> None:
    many = tuple(f"drat{number}" for number in range(MAX_TERMS))
    club = make_club(Policy(channels={"club": ChannelPolicy(words=WordRules(never=many))}))
    reason = await club.refused(AddWord("kys", "threat act"))
    assert reason == f"there are {MAX_TERMS} own words here"


async def test_whoever_adds_a_word_reads_first_what_it_would_have_changed(club: Club) -> None:
    await club.say(RUDE, "drat", "dear buffoon and drat", "d e a r buffoon")
    proposal = await club.ask_for(Proposal, line('word add "dear buffoon" never'))
    texts = [read(each) for each in proposal.reply.lines]
    assert "1 left alone instead of deleted" in texts[2]
    assert any("case 4" in text for text in texts)
    assert texts[-1] == "Nothing is changed yet."
    assert await club.pipeline.policies.list_overrides("club") == []
    await club.ask(line(proposal.line))
    assert len(await club.pipeline.policies.list_overrides("club")) == 1


async def test_a_preview_of_a_word_that_always_counts_shows_what_it_would_have_acted_on(
    club: Club,
) -> None:
    await club.say("silly teapots", "how silly")
    proposal = await club.ask_for(Proposal, line("word add teapot* threat act"))
    texts = [read(each) for each in proposal.reply.lines]
    assert "1 deleted instead of flagged" in texts[2]


async def test_the_list_says_who_set_what_and_when(make_club: MakeClub) -> None:
    club = make_club(Policy(words=WordRules(never=("Penistone",))))
    await club.ask(line("word add kys threat act"))
    await club.ask(line("word add teapot insult flag garden"))
    fields = {f.name: f.value for f in (await club.ask(ListWords())).fields}
    assert fields["Never counted"] == RichText(Spoiler("Penistone"), " (policy file)")
    assert Spoiler("kys") in fields["Always: threat, act"].elements
    assert MemberMention(MONA.id) in fields["Always: threat, act"].elements
    assert "Always: insult, flag" not in fields
    there = await club.ask(ListWords("garden"))
    assert "Always: insult, flag" in {field.name for field in there.fields}
    assert there.lines[0] == RichText("In ", ChannelMention("garden"), ": 3 own words in force.")


async def test_a_long_list_comes_as_a_file(make_club: MakeClub) -> None:
    club = make_club(Policy(words=WordRules(never=tuple(f"=drat{n}" for n in range(30)))))
    answer = await club.ask_for(FileReply, ListWords())
    (file,) = answer.files
    assert file.content.decode().splitlines()[:2] == [
        "term,counts,set by,on",
        "'=drat0,never,policy file,",
    ]


async def test_a_text_can_be_tried_and_shows_each_word_as_it_was_written(club: Club) -> None:
    await club.ask(line("word add kys threat act"))
    await club.ask(line("word add drat never"))
    reply = await club.ask(TryWords("d.r.a.t, K-Y-S"))
    assert {read(each) for each in reply.lines} == {
        "drat (never counted), written d.r.a.t",
        "kys (threat: delete), written K-Y-S",
    }
    none = await club.ask(TryWords("tea"))
    assert read(none.lines[0]) == "None of the 2 own words that hold here is in it."
    assert club.platform.acted == []


async def test_check_shows_which_own_words_hit(club: Club) -> None:
    await club.ask(line("word add kys threat act"))
    reply = await club.ask(Check("kys"))
    assert reply.title == "This would be deleted"
    assert reply.lines[0] == RichText("own word ", Spoiler("kys"), ", threat: delete")


async def test_a_case_offers_the_words_that_drove_it_and_a_moderator_confirms(club: Club) -> None:
    await club.say("you total buffoon, drat!", "BUFFOON")
    case = await club.dispatch(LookUpCase(1))
    assert "word case 1" in [choice.line for choice in getattr(case, "choices", ())]
    menu = await club.ask_for(Menu, OfferWords(1))
    assert [choice.caption for choice in menu.choices] == ["buffoon", "drat"]
    places = await club.ask_for(Menu, line(menu.choices[0].line))
    assert read(places.reply.lines[-1]) == "Nothing is changed yet."
    texts = [read(each) for each in places.reply.lines]
    assert "• 1 left alone instead of deleted" in texts
    assert any("case 2" in text for text in texts)
    assert await club.pipeline.policies.list_overrides("club") == []
    everywhere, in_channel = places.choices
    assert in_channel.line == "word add buffoon never lobby yes"
    await club.ask(line(everywhere.line))
    await club.say("what a buffoon")
    assert len(club.platform.acted) == 2


async def test_a_case_whose_words_do_not_stand_out_offers_none(club: Club) -> None:
    await club.say("привет")
    assert "no case" in await club.refused(OfferWords(9))


async def test_only_moderators_of_the_whole_community_change_words(make_club: MakeClub) -> None:
    club = make_club()
    for command in (AddWord("kys", "never"), RemoveWord("kys"), ListWords(), OfferWords(1)):
        assert "only moderators" in await club.refused(command, by=KIM)
        in_lobby = Authority(channels={"lobby": frozenset(Action)})
        assert "whole community" in await club.refused(command, by=MAX, authority=in_lobby)
    rules = CommandRules(administrators_only=("word",))
    strict = make_club(Policy(commands=rules))
    no_administrator = replace(Authority.full(), is_administrator=False)
    reason = await strict.refused(AddWord("kys", "never"), authority=no_administrator)
    assert reason == "only administrators can give the command word here"


async def test_other_moderators_are_told_and_settings_count_the_words(club: Club) -> None:
    await club.ask(line("word add kys threat act"))
    (told,) = club.platform.announced
    assert Spoiler("kys") in told.lines[0].elements
    assert MemberMention(MONA.id) in told.lines[0].elements
    fields = {f.name: read(f.value) for f in (await club.ask(ShowSettings())).fields}
    assert fields["Own words"].startswith("0 never counted, 1 always")


async def test_words_complete_themselves_when_they_are_removed(club: Club) -> None:
    await club.ask(line("word add kys threat act"))
    await club.ask(line("word add teapot never garden"))
    choices = await club.dispatch(Autocomplete("word remove", "te"))
    assert [choice.value for choice in getattr(choices, "choices", ())] == ["teapot"]


async def test_erasing_a_member_takes_their_name_out_of_the_words_and_their_words_out_of_cases(
    club: Club,
) -> None:
    await club.ask(AddWord(KIM.name.title(), "never"))
    await club.ask(line("word add kys threat act"))
    await club.say("kys")
    await club.ask(Erase(KIM.id, is_confirmed=True))
    overrides = await club.pipeline.policies.list_overrides("club")
    assert [each.key for each in overrides] == [f"{WORD}kys"]
    case_file = await club.case_file(1)
    assert case_file.case.verdict.words == ()
