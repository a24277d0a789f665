from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.message import MAX_SCORED_CHARACTERS
from bot.domain.policy import Mode, Policy, Unscorable
from bot.domain.verdict import Verdict
from bot.moderation.evaluation import score_texts
from bot.moderation.word_scoring import TextScores
from classifier import Label, Reason, Scores, Unscored
from tests.bot.conftest import MakeClub
from tests.fakes.messages import make_message

HARMLESS = Scores(dict.fromkeys(Label, 0.01))
RUDE = "you buffoon"


async def test_no_more_than_the_budget_is_scored_of_a_message_with_all_its_files() -> None:
    scored: list[str] = []

    async def score(text: str) -> TextScores:
        scored.append(text)
        return TextScores(HARMLESS)

    files = tuple("tea " * 4_000 for _ in range(40))
    found = await score_texts(make_message("look", more_texts=files), score)
    assert isinstance(found, list)
    assert sum(map(len, scored)) == MAX_SCORED_CHARACTERS
    assert found[-1].scores == Unscored(Reason.TOO_LONG)


async def test_the_title_of_a_long_post_is_scored_all_the_same(make_club: MakeClub) -> None:
    club = make_club()
    title = make_message(RUDE, id="thread-1", is_joinable=False)
    files = ("tea " * 4_000, "tea " * 4_000)
    post = make_message("look", more_texts=files, title=title)
    case = await club.pipeline.moderate(post)
    assert isinstance(case, Case)
    assert (case.verdict.action, case.message.parts) == (Action.DELETE, ("thread-1",))


async def test_what_is_beyond_the_budget_is_never_silently_clean(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG, unscored=Unscorable(too_long=Action.FLAG)))
    files = ("tea " * 4_000, "tea " * 4_000, RUDE)
    case = await club.pipeline.moderate(make_message("look", more_texts=files))
    assert isinstance(case, Case)
    assert case.verdict.scores == Unscored(Reason.TOO_LONG)
    assert case.verdict.reasons == (
        "unscored (too_long): flag",
        "the worst of 4 parts of a long message",
    )


async def test_a_message_within_the_budget_is_scored_as_a_whole(make_club: MakeClub) -> None:
    club = make_club()
    verdict = await club.pipeline.moderate(make_message("look", more_texts=("tea " * 4_000,)))
    assert isinstance(verdict, Verdict)
    assert isinstance(verdict.scores, Scores)
    assert verdict.notes == ("the worst of 2 parts of a long message",)


async def test_what_could_not_be_read_is_said_beside_what_was(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    messages = [make_message(text, id=text, is_unread=True) for text in ("hello", RUDE)]
    cases = [await club.pipeline.moderate(message) for message in messages]
    assert [case.verdict.reasons[-1] for case in cases if isinstance(case, Case)] == [
        "unscored (unread): flag",
        "unscored (unread): a part of it could not be read",
    ]
