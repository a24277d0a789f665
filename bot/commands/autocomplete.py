"""What may be meant, while somebody types a command: for platforms that show it then."""

from dataclasses import replace

from bot.alerts.alert import defuse, describe
from bot.commands.context import Asked
from bot.interactions.option_parsers import LEVELS
from bot.interactions.replies import Choice, Reply
from bot.interactions.requests import Suggest
from bot.store.case_queries import Brief

MOST = 25
"""Choices that anybody looks through, and that platforms show."""


async def suggest(asked: Asked, ask: Suggest) -> Reply:
    """Numbers of cases, what can be undone, thresholds, or what is exempt now."""
    match ask.verb:
        case "case":
            choices = await _recall(asked, ask.typed, only_strikes=False)
        case "undo":
            choices = await _recall(asked, ask.typed, only_strikes=True)
        case "threshold":
            likely = (level for level in LEVELS if level.startswith(ask.typed.lower()))
            choices = [Choice(level, level) for level in likely]
        case "exempt":
            choices = _list_exempt(asked)
        case _:
            choices = []
    return Reply("", choices=tuple(choices[:MOST]))


async def _recall(asked: Asked, typed: str, *, only_strikes: bool) -> list[Choice]:
    """Cases that what is typed may mean; those that something was done in and can be taken back."""
    request = asked.request
    found = await asked.store.dossiers.recall(
        request.platform,
        request.community,
        like=typed.strip().removeprefix("#"),
        only_strikes=only_strikes,
        most=MOST,
    )
    return [Choice(str(brief.number), _tell(brief)) for brief in found]


def _tell(brief: Brief) -> str:
    """One line: "17 · deleted · kim · insult"."""
    done = describe(replace(brief.outcome, reason="")) if brief.outcome else "pending"
    parts = (str(brief.number), done, defuse(brief.author_name), brief.label)
    return " · ".join(part for part in parts if part)


def _list_exempt(asked: Asked) -> list[Choice]:
    exempt = asked.policy.exempt
    return [
        *(Choice(f"role {role}", f"<@&{role}>") for role in sorted(exempt.roles)),
        *(Choice(f"channel {place}", f"<#{place}>") for place in sorted(exempt.channels)),
    ]
