"""The digest of an invented week, as the platforms get it."""

import asyncio
from datetime import date, timedelta
from typing import Any

from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.statistics import AppealStats, CaseCount, ModerationStats
from bot.interactions.replies import FileReply
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.slack.outbound.reply_blocks import build_answer_blocks
from bot.reports.report import build_report
from classifier import Label
from tests.pictures import discord_card, slack_card

_SUNDAY = date(2026, 11, 29)
_DAYS = (
    {Action.FLAG: (5, 1), Action.DELETE: (2, 0)},
    {Action.FLAG: (7, 2), Action.DELETE: (3, 0)},
    {Action.FLAG: (4, 1), Action.DELETE: (2, 1)},
    {Action.FLAG: (6, 1), Action.DELETE: (3, 0), Action.TIMEOUT: (1, 0)},
    {Action.FLAG: (8, 2), Action.DELETE: (6, 1)},
    {Action.FLAG: (12, 3), Action.DELETE: (9, 1), Action.TIMEOUT: (2, 0)},
    {Action.FLAG: (9, 1), Action.DELETE: (4, 0), Action.TIMEOUT: (1, 0)},
)
"""Cases of each day of the week by action, and how many of them were dismissed."""

NAMES = {
    "2": "general",
    "3": "gaming",
    "4": "art",
    "1": "kim",
    "5": "lee",
    "C2": "general",
    "C3": "gaming",
    "C4": "art",
    "U1": "kim",
    "U5": "lee",
}


def draw_discord_digest() -> str:
    """Draw the digest as Discord gets it."""
    report = make_digest(channels=("2", "3", "4"), people=("1", "5"))
    embed = build_answer_embed(report).to_dict()
    files = {file.name: file.content for file in report.files}
    return discord_card.draw_message({"embeds": [embed]}, names=NAMES, files=files)


def draw_slack_digest() -> str:
    """Draw the digest as Slack gets it, without its chart, which is a file below it."""
    report = make_digest(channels=("C2", "C3", "C4"), people=("U1", "U5"))
    blocks: list[dict[str, Any]] = [block.to_dict() for block in build_answer_blocks(report)]
    return slack_card.draw_message(blocks, names=NAMES)


def make_digest(*, channels: tuple[str, ...], people: tuple[str, ...]) -> FileReply:
    """Make the digest of the week."""
    stats = _make_stats(_SUNDAY, channels=channels, people=people)
    before = _make_stats(_SUNDAY - timedelta(days=7), fewer=4)
    return asyncio.run(
        build_report(
            stats,
            before,
            title="The week in moderation",
            name="parley-2026-11-29.png",
            zone="Europe/Berlin",
        )
    )


def _make_stats(
    until: date, *, fewer: int = 0, channels: tuple[str, ...] = (), people: tuple[str, ...] = ()
) -> ModerationStats:
    counts: tuple[list[CaseCount], list[CaseCount]] = [], []
    for days_ago, actions in enumerate(reversed(_DAYS)):
        day = until - timedelta(days=days_ago)
        for action, numbers in actions.items():
            label = Label.THREAT if action is Action.TIMEOUT else Label.INSULT
            for into, number in zip(counts, numbers, strict=True):
                made = CaseCount(day, label, action, OutcomeResult.DONE, max(0, number - fewer))
                into.extend([made] if made.count else [])
    cases, dismissed = counts
    dismissals = sum(each.count for each in dismissed)
    waits = tuple(timedelta(hours=hours) for hours in (1, 3, 3, 9))
    return ModerationStats(
        since=until - timedelta(days=6),
        until=until,
        messages={"scored": 12_480 - 900 * fewer, "unscored empty": 310, "unscored language": 42},
        cases=cases,
        dismissed=dismissed,
        decisions={Button.DISMISS: dismissals, Button.DELETE: 11},
        authors=31,
        member_reports=6,
        appeals=5,
        hours={20: 19, 21: 16, 22: 12},
        channels=dict(zip(channels, (44, 27, 13), strict=False)),
        repeated=dict(zip(people, (6, 3), strict=False)),
        answers=AppealStats(5, waits),
    )
