"""Command specs of own words."""

from bot.domain.message import AGE_RESTRICTED
from bot.domain.word_rules import NEVER
from bot.interactions.command_spec import CommandSpec
from bot.interactions.option_kinds import (
    CASE_NUMBER,
    CONFIRM,
    OWN_WORD,
    SCOPE,
    TERM,
    TEXT,
    OptionSpec,
    one_of,
)
from bot.interactions.word_requests import AddWord, ListWords, OfferWords, RemoveWord, TryWords
from classifier import Label

_CHANNEL = OptionSpec(
    "channel",
    f'only there: a channel, thread or category, or "{AGE_RESTRICTED}"',
    SCOPE,
    is_required=False,
    typed_summary="Only there: a channel, thread or category",
)
_CONFIRM = OptionSpec(
    "confirm", "yes, once you have read what it would change", CONFIRM, is_required=False
)
_COUNTS = one_of({word: word for word in (NEVER, *(label.value for label in Label))})


def _make_add(
    term: str,
    counts: str,
    tier: str = "flag",
    *,
    channel: str | None = None,
    confirm: bool = False,
) -> AddWord:
    value = NEVER if counts == NEVER else f"{counts} {tier}"
    return AddWord(term, value, channel, is_confirmed=confirm)


WORD_SPECS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "word add",
        "a word that is never counted here, or that always is",
        _make_add,
        (
            OptionSpec(
                "term",
                'a word, "a phrase", with * for letters, or /a pattern/',
                TERM,
            ),
            OptionSpec("counts", "never, or as what it always counts", _COUNTS),
            OptionSpec(
                "tier",
                "flag: show it to moderators (as it is left out); act: do what its label asks for",
                one_of({"flag": "flag", "act": "act"}),
                is_required=False,
                typed_summary="flag shows it to moderators, act does what its label asks for",
            ),
            _CHANNEL,
            _CONFIRM,
        ),
    ),
    CommandSpec(
        "word remove",
        "no longer an own word",
        lambda term, channel=None, confirm=False: RemoveWord(term, channel, is_confirmed=confirm),
        (OptionSpec("term", "one of word list", OWN_WORD), _CHANNEL, _CONFIRM),
    ),
    CommandSpec("word list", "the own words that hold here", ListWords, (_CHANNEL,)),
    CommandSpec(
        "word test",
        "which own words a text has, here",
        TryWords,
        (OptionSpec("text", "the text", TEXT, takes_rest=True),),
    ),
    CommandSpec(
        "word case",
        "never flag a word of a case again",
        lambda number, term=None: OfferWords(number, term),
        (
            OptionSpec("number", "the number of a case", CASE_NUMBER, typed_summary=""),
            OptionSpec("term", "one of its words", OWN_WORD, is_required=False),
        ),
    ),
)
