"""Own words in the pipeline: what is never counted, what always is, and what stands around them."""

import tomllib
from typing import Any

import pytest

from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict
from classifier import Label, Reason, Scores, Unscored
from tests.bot.conftest import MakeClub
from tests.fakes.club import Club
from tests.fakes.messages import NOON, make_message

NEVER = 'mode = "enforce"\nwords.never = ["silly buffoon", "drat", "Kim Buffoon"]'
ALWAYS = """
    mode = "enforce"
    [words.always]
    "kys" = { label = "threat", tier = "act" }
    "teapot*" = { label = "insult" }
    """


def make_policy(text: str) -> Policy:
    return Policy.model_validate(tomllib.loads(text))


async def moderate(club: Club, text: str, **changes: Any) -> Case | Verdict:
    result = await club.pipeline.moderate(make_message(text, **changes))
    assert isinstance(result, Case | Verdict)
    return result


@pytest.mark.parametrize(
    "text", ["silly buffoon", "S i l l y buffoon!", "**DRAT**", "we met Kim Buffoon in drat"]
)
async def test_what_is_never_counted_alone_is_no_harm(make_club: MakeClub, text: str) -> None:
    verdict = await moderate(make_club(make_policy(NEVER)), text)
    assert isinstance(verdict, Verdict)
    assert isinstance(verdict.scores, Scores)
    assert verdict.scores.highest < 0.1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("silly buffoon, you buffoon", Label.INSULT),
        ("drat, beware", Label.THREAT),
        ("silly drat buffoon", Label.INSULT),
    ],
)
async def test_the_rest_of_a_message_counts_all_the_same(
    make_club: MakeClub, text: str, label: Label
) -> None:
    case = await moderate(make_club(make_policy(NEVER)), text)
    assert isinstance(case, Case)
    assert next(iter(case.verdict.harms)) is label


async def test_a_word_that_is_never_counted_does_not_part_a_disguise(make_club: MakeClub) -> None:
    club = make_club(make_policy('mode = "enforce"\nwords.never = ["tea"]'))
    case = await moderate(club, "b u f f o o n tea")
    assert isinstance(case, Case)


async def test_no_word_that_is_never_counted_raises_a_score(make_club: MakeClub) -> None:
    club = make_club(make_policy('mode = "enforce"\nwords.never = ["tea"]'))
    verdict = await moderate(club, "buff tea oon")  # without it, a disguised word
    assert isinstance(verdict, Verdict)


async def test_a_text_of_nothing_else_is_no_empty_text(make_club: MakeClub) -> None:
    club = make_club(make_policy(NEVER + '\nunscored.empty = "flag"'))
    assert isinstance(await moderate(club, "drat"), Verdict)


async def test_what_always_counts_is_acted_on_with_its_label_and_its_reason(
    make_club: MakeClub,
) -> None:
    case = await moderate(make_club(make_policy(ALWAYS)), "oh k.y.s")
    assert isinstance(case, Case)
    assert case.verdict.action is Action.DELETE
    assert case.verdict.reasons[0] == 'own word "kys", threat: delete'
    assert list(case.verdict.harms) == [Label.THREAT]


async def test_a_tier_of_flag_only_shows_it(make_club: MakeClub) -> None:
    case = await moderate(make_club(make_policy(ALWAYS)), "two TEAPOTS")
    assert isinstance(case, Case)
    assert case.verdict.action is Action.FLAG
    assert case.verdict.reasons[0] == 'own word "teapot*", insult: flag'


@pytest.mark.parametrize(
    ("text", "reason"), [("привет kys", Reason.LANGUAGE), ("kys " + "😀" * 20_000, Reason.TOO_LONG)]
)
async def test_what_always_counts_does_so_in_a_text_without_scores(
    make_club: MakeClub, text: str, reason: Reason
) -> None:
    case = await moderate(make_club(make_policy(ALWAYS)), text)
    assert isinstance(case, Case)
    assert case.verdict.scores == Unscored(reason)
    assert case.verdict.action is Action.DELETE


async def test_modes_exemptions_and_moderators_hold_for_own_words_too(make_club: MakeClub) -> None:
    shadow = make_club(make_policy(ALWAYS.replace("enforce", "flag")))
    case = await moderate(shadow, "kys")
    assert isinstance(case, Case)
    assert (case.verdict.wanted, case.verdict.action) == (Action.DELETE, Action.FLAG)
    exempt = make_club(make_policy(ALWAYS + '\n[exempt]\nchannels = ["lobby"]'))
    assert isinstance(await moderate(exempt, "kys"), Verdict)


async def test_places_have_words_of_their_own_and_narrower_ones_win(make_club: MakeClub) -> None:
    club = make_club(
        make_policy(
            ALWAYS
            + """
            [channels.garden.words]
            off = ["KYS"]
            [age_restricted.words]
            never = ["drat"]
            """
        )
    )
    garden = {"channel": "garden", "thread": None, "category": None}
    assert isinstance(await moderate(club, "kys", id="1", **garden), Verdict)
    assert isinstance(await moderate(club, "kys", id="2"), Case)
    assert isinstance(await moderate(club, "drat", id="3", is_age_restricted=True), Verdict)
    assert isinstance(await moderate(club, "drat", id="4"), Case)


async def test_what_is_never_counted_takes_away_what_always_is_within_it_alone(
    make_club: MakeClub,
) -> None:
    policy = make_policy('words.never = ["Teapotstone"]' + ALWAYS)
    club = make_club(policy)
    assert isinstance(await moderate(club, "Teapotstone", id="1"), Verdict)
    assert isinstance(await moderate(club, "Teapotstone, teapots", id="2"), Case)


async def test_split_messages_are_joined_before_own_words_are_looked_for(
    make_club: MakeClub,
) -> None:
    club = make_club(make_policy(ALWAYS))
    assert isinstance(await moderate(club, "k", id="1"), Verdict)
    assert isinstance(await moderate(club, "y", id="2"), Verdict)
    case = await moderate(club, "s", id="3")
    assert isinstance(case, Case)
    assert case.message.parts == ("1", "2")


async def test_an_edit_to_an_own_word_is_a_worse_version(make_club: MakeClub) -> None:
    club = make_club(make_policy(ALWAYS))
    first = await moderate(club, "a teapot", id="1")
    assert isinstance(first, Case)
    edited = await moderate(club, "kys", id="1", edited_at=NOON)
    assert isinstance(edited, Case)
    assert (edited.number, edited.version) == (first.number, 1)
    assert edited.verdict.action is Action.DELETE
    (kept,) = (await club.case_file(first.number)).versions
    assert kept.verdict.words[0].term == "teapot*"


async def test_nicknames_and_titles_have_own_words(make_club: MakeClub) -> None:
    club = make_club(make_policy(ALWAYS))
    title = make_message("kys all", id="thread-1", is_joinable=False)
    case = await moderate(club, "look at my teapot", title=title)
    assert isinstance(case, Case)
    assert [hit.term for hit in case.verdict.words] == ["kys"]
    assert case.message.text[slice(*case.verdict.words[0].spans[0])] == "kys"
    assert isinstance(await moderate(club, "KYS", id="nick", is_joinable=False), Case)


async def test_an_alert_marks_the_word_as_it_was_written(
    make_club: MakeClub,
) -> None:
    club = make_club(make_policy(ALWAYS))
    case = await moderate(club, "now k-y-s please")
    assert isinstance(case, Case)
    (alert,) = club.platform.alerts
    assert [(piece.text, piece.label) for piece in alert.pieces] == [
        ("now ", None),
        ("k-y-s", Label.THREAT),
        (" please", None),
    ]


async def test_a_notice_quotes_what_was_written_and_gives_nothing_of_the_list_away(
    make_club: MakeClub,
) -> None:
    club = make_club(make_policy(ALWAYS.replace('"insult" }', '"insult", tier = "act" }')))
    await moderate(club, "your Teapots are nice")
    (enforcement,) = club.platform.enforcements
    assert enforcement.notice
    lines = enforcement.notice.lines
    assert "These words are not allowed here: Teapots" in lines
    assert not any("*" in line or "kys" in line for line in lines)


async def test_words_are_compiled_once_while_a_policy_holds(make_club: MakeClub) -> None:
    club = make_club(make_policy(ALWAYS))
    tables = (await club.pipeline.policies.resolve("club")).words_in(make_message().scopes)
    first = club.pipeline.judge.words.find(tables)
    club.pipeline.policies._cache.clear()  # as time does
    again = (await club.pipeline.policies.resolve("club")).words_in(make_message().scopes)
    assert club.pipeline.judge.words.find(again) is first


async def test_a_policy_without_own_words_looks_for_none(make_club: MakeClub) -> None:
    club = make_club()
    assert club.pipeline.judge.words.find(Policy().words_in(make_message().scopes)) is None
