"""`make pictures`: draws docs/pictures from what the platforms get and the terminal shows."""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.alerts.alert import Alert, build_alert
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import AlertLine, Button
from bot.domain.case import Case, CaseFile, History
from bot.domain.message import Author, Message
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import decide
from bot.platforms.discord.outbound.buttons import build_alert_rows
from bot.platforms.discord.outbound.embeds import build_alert_embed
from bot.platforms.slack.outbound.alert_blocks import build_alert_blocks
from classifier import Scorer, clean, load
from tests.bot.web.outside.conftest import CHROMIUM
from tests.fakes.command import ROOT
from tests.pictures import discord_card, slack_card
from tests.pictures.digest import draw_discord_digest, draw_slack_digest
from tests.pictures.notice import draw_discord_notice, draw_slack_notice
from tests.pictures.one_case import draw_discord_case, draw_slack_case, look_up_case
from tests.pictures.queue import draw_discord_queue, draw_slack_queue
from tests.pictures.terminal import draw_chat

PICTURES = ROOT / "docs" / "pictures"
WHEN = datetime(2026, 12, 1, 20, 15, tzinfo=UTC)
TEXT = "nobody asked you, you st*pid clown"
CHAT = ("good morning everyone", "kim: you are a st*pid idiot", "/toxicity undo 1")
BUTTONS = (Button.WARN, Button.DISMISS, Button.UNDO)
NAMES = {"1": "kim", "2": "general", "U1": "kim", "C2": "general"}

_DISCORD_MESSAGE = Message(
    platform="discord",
    community="9",
    channel="2",
    id="3",
    author=Author("1", "kim"),
    text=TEXT,
    sent_at=WHEN,
    link="https://discord.com/channels/9/2/3",
)
_SLACK_MESSAGE = Message(
    platform="slack",
    community="T9",
    channel="C2",
    id="1764620100.000100",
    author=Author("U1", "kim"),
    text=TEXT,
    sent_at=WHEN,
    link="https://club.slack.com/archives/C2/p1764620100000100",
)


def main() -> None:
    """Draw them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        svg = draw_chat(CHAT, folder=Path(folder), title="make run")
        (PICTURES / "terminal.svg").write_text(svg, "utf-8")
    scorer = load()
    cards = {
        ("alert-discord", 412): asyncio.run(_draw_discord_alert(scorer)),
        ("alert-slack", 412): _draw_slack_alert(scorer),
        ("case-discord", 412): asyncio.run(_draw_discord_case(scorer)),
        ("case-slack", 412): asyncio.run(_draw_slack_case(scorer)),
        ("notice-discord", 412): asyncio.run(_draw_discord_notice(scorer)),
        ("notice-slack", 412): draw_slack_notice(_make_alert(scorer, _SLACK_MESSAGE).case),
        ("digest-discord", 412): draw_discord_digest(),
        ("digest-slack", 412): draw_slack_digest(),
        ("queue-discord", 412): draw_discord_queue(),
        ("queue-slack", 412): draw_slack_queue(),
    }
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        for (name, width), html in cards.items():
            _photograph(browser, name, html, width=width)


def _photograph(browser: Browser, name: str, html: str, *, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 100}, device_scale_factor=2)
    page.set_content(f'<!doctype html><meta charset="utf-8">{html}')
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    page.close()


async def _draw_discord_alert(scorer: Scorer) -> str:
    alert = _make_alert(scorer, _DISCORD_MESSAGE)
    embed = build_alert_embed(alert).to_dict()
    rows: dict[int, Sequence[Button | AlertLine]] = {
        alert.case.number: (*alert.buttons, *alert.lines)
    }
    components = build_alert_rows(rows).to_components()
    return discord_card.draw_message({"embeds": [embed], "components": components}, names=NAMES)


def _draw_slack_alert(scorer: Scorer) -> str:
    alert = _make_alert(scorer, _SLACK_MESSAGE)
    blocks = [block.to_dict() for block in build_alert_blocks(alert)]
    return slack_card.draw_message(blocks, names=NAMES)


async def _draw_discord_case(scorer: Scorer) -> str:
    found = await look_up_case(scorer, channel="2", author=_DISCORD_MESSAGE.author)
    return await draw_discord_case(found, NAMES)


async def _draw_slack_case(scorer: Scorer) -> str:
    found = await look_up_case(scorer, channel="C2", author=_SLACK_MESSAGE.author)
    return draw_slack_case(found, NAMES)


async def _draw_discord_notice(scorer: Scorer) -> str:
    return await draw_discord_notice(_make_alert(scorer, _DISCORD_MESSAGE).case)


def _make_alert(scorer: Scorer, message: Message) -> Alert:
    """Score, decide and build the alert of a deleted message, as the pipeline does."""
    (scores,) = scorer.score([message.text])
    verdict = decide(
        Policy(mode=Mode.ENFORCE), message, scores=scores, calibrated=scorer.thresholds
    )
    case = Case(17, message, verdict, Outcome.done(Action.DELETE))
    case_file = CaseFile(case, opened_at=WHEN, history=History(1, 30, 1))
    return build_alert(case_file, scorer.explain(clean(message.text)), buttons=BUTTONS)


if __name__ == "__main__":
    main()
