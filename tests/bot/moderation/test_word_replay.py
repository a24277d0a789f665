"""A replay with own words: kept texts are read again where two policies count words in them otherwise."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Action
from bot.domain.policy import ChannelPolicy, Mode, Policy
from bot.domain.replay import Replay, StoredScores, WordCounts, replay
from bot.domain.word_rules import AlwaysRule, WordRules
from bot.moderation.word_replay import ReadLimits, WordJudge
from classifier import CleanText, Label, Scores, Unscored
from tests.fakes.messages import make_message
from tests.fakes.scorer import StandInScorer

KYS = WordRules(always={"kys": AlwaysRule(label=Label.THREAT, tier="act")})
NO_BUFFOON = WordRules(never=("buffoon",))
QUIET = Scores(dict.fromkeys(Label, 0.01))
LOUD = Scores({**QUIET, Label.INSULT: 0.95})


class Counting(StandInScorer):
    """A scorer that counts how many texts it was asked for."""

    def __init__(self) -> None:
        self.scored = 0

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        self.scored += len(texts)
        return super().score_cleaned(texts)


def kept(text: str, *, case: int, scores: Scores = QUIET) -> StoredScores:
    return StoredScores(make_message(text), scores, case)


NO_WORDS, NO_LIMITS = WordRules(), ReadLimits()


def policy(words: WordRules = NO_WORDS) -> Policy:
    return Policy(mode=Mode.ENFORCE, words=words)


def run(
    *stored: StoredScores, before: Policy, after: Policy, limits: ReadLimits = NO_LIMITS
) -> tuple[Replay, WordCounts, int]:
    model = Counting()
    judge = WordJudge(model, before, after, limits)
    return replay(stored, before, after, judge=judge), judge.counts, model.scored


def test_a_new_word_is_found_in_disguise_and_no_text_is_scored_for_it() -> None:
    stored = [kept("k.y.s", case=1), kept("fine", case=2)]
    found, counts, scored = run(*stored, before=policy(), after=policy(KYS))
    assert found.by_actions() == {(Action.NONE, Action.DELETE): 1}
    assert (counts, scored) == (WordCounts(read=2), 0)


def test_a_word_that_is_never_counted_any_more_counts_again_by_its_text() -> None:
    stored = kept("you buffoon", case=1)  # the stored scores are those without it
    found, _, scored = run(stored, before=policy(NO_BUFFOON), after=policy())
    assert found.by_actions() == {(Action.NONE, Action.DELETE): 1}
    assert scored == 2


def test_where_words_are_the_same_no_text_is_read() -> None:
    here = ChannelPolicy(words=KYS)
    after = policy().model_copy(update={"channels": {"garden": here}})
    found, counts, _ = run(kept("kys", case=1), before=policy(), after=after)
    assert (found.changes, counts) == ((), WordCounts())


def test_messages_without_text_are_counted_where_that_matters() -> None:
    forgotten = kept("", case=1, scores=LOUD)
    near = replace(forgotten, case=None)
    assert run(forgotten, near, before=policy(), after=policy(KYS))[1].without_text == 2
    assert run(forgotten, before=policy(), after=policy(NO_BUFFOON))[1].without_text == 1
    assert run(forgotten, before=policy(KYS), after=policy())[1].without_text == 0


def test_what_is_beyond_the_limits_is_counted_and_judged_by_its_scores() -> None:
    stored = [kept("you buffoon", case=number, scores=LOUD) for number in (1, 2, 3)]
    for limits in (ReadLimits(read=1), ReadLimits(scored=1)):
        found, counts, _ = run(*stored, before=policy(), after=policy(NO_BUFFOON), limits=limits)
        assert len(found.changes) == 1
        assert counts == WordCounts(read=1, beyond=2)
