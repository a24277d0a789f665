"""Autocompletion of options while somebody types a command."""

from dataclasses import replace

from bot.alerts.alert import outcome_text
from bot.commands.context import CommandContext
from bot.domain.inline import ChannelMention, MemberMention, RichText, RoleMention
from bot.domain.languages import LANGUAGE_NAMES
from bot.domain.word_rules import merge_rules
from bot.interactions.option_parsers import COMMON_LEVELS
from bot.interactions.replies import Choice, Choices
from bot.interactions.requests import Autocomplete
from bot.store.case_search import CaseSummary

MOST = 25
"""Choices that are offered at most: no platform shows more."""


async def autocomplete(context: CommandContext, command: Autocomplete) -> Choices:
    """Offer numbers of cases, what can be undone, thresholds, languages, or what is exempt now."""
    match command.verb:
        case "case" | "word case":
            choices = await _match_cases(context, command.typed, only_strikes=False)
        case "undo":
            choices = await _match_cases(context, command.typed, only_strikes=True)
        case "threshold" if command.option == "language":
            choices = _match_languages(command.typed)
        case "threshold":
            likely = (level for level in COMMON_LEVELS if level.startswith(command.typed.lower()))
            choices = [Choice(level, RichText(level)) for level in likely]
        case "exempt":
            choices = _list_exempt(context)
        case "word remove":
            choices = await _list_words(context, command.typed)
        case _:
            choices = []
    return Choices(tuple(choices[:MOST]))


async def _match_cases(context: CommandContext, typed: str, *, only_strikes: bool) -> list[Choice]:
    """Find cases by number or author; with `only_strikes`, those in which something can be undone."""
    request = context.request
    found = await context.store.case_search.find(
        request.platform,
        request.community,
        typed=typed.strip().removeprefix("#"),
        only_strikes=only_strikes,
        limit=MOST,
    )
    return [Choice(str(summary.number), _caption(summary)) for summary in found]


def _match_languages(typed: str) -> list[Choice]:
    """List the languages whose code or name begins as typed."""
    begin = typed.strip().lower()
    named = sorted(LANGUAGE_NAMES.items(), key=lambda pair: pair[1])
    return [
        Choice(code, RichText(name))
        for code, name in named
        if name.lower().startswith(begin) or code.lower().startswith(begin)
    ]


def _caption(summary: CaseSummary) -> RichText:
    """Describe a case in one line: "17 · deleted · kim · insult"."""
    done = outcome_text(replace(summary.outcome, reason="")) if summary.outcome else "pending"
    parts = (str(summary.number), done, summary.author_name, summary.label)
    return RichText.join(" · ", (part for part in parts if part))


async def _list_words(context: CommandContext, typed: str) -> list[Choice]:
    """List the own words that hold here or in some channel, those first that begin as typed."""
    policy = context.policy
    rules = merge_rules(policy.words_in((*context.request.scopes, *policy.channels)))
    begin = typed.strip().lower()
    terms = sorted((not rule.term.key.startswith(begin), rule.term.text) for rule in rules)
    return [Choice(term, RichText(term)) for _, term in terms if begin in term.lower()]


def _list_exempt(context: CommandContext) -> list[Choice]:
    exempt = context.policy.exempt
    return [
        *(Choice(f"role {role}", RichText(RoleMention(role))) for role in sorted(exempt.roles)),
        *(
            Choice(f"channel {channel}", RichText(ChannelMention(channel)))
            for channel in sorted(exempt.channels)
        ),
        *(Choice(f"user {user}", RichText(MemberMention(user))) for user in sorted(exempt.authors)),
    ]
