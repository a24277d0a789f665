"""What may be meant, while somebody types a command: for platforms that show it then."""

from dataclasses import replace

from bot.alerts.alert import defuse, outcome_text
from bot.commands.context import CommandContext
from bot.interactions.option_parsers import COMMON_LEVELS
from bot.interactions.replies import Choice, Reply
from bot.interactions.requests import Autocomplete
from bot.store.case_queries import CaseSummary

MOST = 25
"""Choices that anybody looks through, and that platforms show."""


async def autocomplete(context: CommandContext, command: Autocomplete) -> Reply:
    """Numbers of cases, what can be undone, thresholds, or what is exempt now."""
    match command.verb:
        case "case":
            choices = await _match_cases(context, command.typed, only_strikes=False)
        case "undo":
            choices = await _match_cases(context, command.typed, only_strikes=True)
        case "threshold":
            likely = (level for level in COMMON_LEVELS if level.startswith(command.typed.lower()))
            choices = [Choice(level, level) for level in likely]
        case "exempt":
            choices = _list_exempt(context)
        case _:
            choices = []
    return Reply("", choices=tuple(choices[:MOST]))


async def _match_cases(context: CommandContext, typed: str, *, only_strikes: bool) -> list[Choice]:
    """Cases that what is typed may mean; those that something was done in and can be taken back."""
    request = context.request
    found = await context.store.case_queries.search(
        request.platform,
        request.community,
        like=typed.strip().removeprefix("#"),
        only_strikes=only_strikes,
        most=MOST,
    )
    return [Choice(str(brief.number), _caption(brief)) for brief in found]


def _caption(brief: CaseSummary) -> str:
    """One line: "17 · deleted · kim · insult"."""
    done = outcome_text(replace(brief.outcome, reason="")) if brief.outcome else "pending"
    parts = (str(brief.number), done, defuse(brief.author_name), brief.label)
    return " · ".join(part for part in parts if part)


def _list_exempt(context: CommandContext) -> list[Choice]:
    exempt = context.policy.exempt
    return [
        *(Choice(f"role {role}", f"<@&{role}>") for role in sorted(exempt.roles)),
        *(Choice(f"channel {place}", f"<#{place}>") for place in sorted(exempt.channels)),
    ]
