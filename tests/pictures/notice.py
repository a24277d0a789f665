"""The notice of a deletion to the member who wrote, as the platforms get it."""

from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.notice import Notice
from bot.moderation.enforcement import plan_enforcement
from bot.platforms.discord.outbound.buttons import build_notice_buttons
from bot.platforms.discord.outbound.embeds import build_notice_embed
from bot.platforms.slack.outbound.reply_blocks import build_notice_blocks
from tests.pictures import discord_card, slack_card


async def draw_discord_notice(case: Case) -> str:
    """Draw the direct message on Discord."""
    notice = _make_notice(case)
    embed = build_notice_embed(notice, with_quote=True).to_dict()
    components = build_notice_buttons(notice).to_components()
    return discord_card.draw_message({"embeds": [embed], "components": components}, names={})


def draw_slack_notice(case: Case) -> str:
    """Draw the direct message on Slack."""
    blocks = [block.to_dict() for block in build_notice_blocks(_make_notice(case))]
    return slack_card.draw_message(blocks, names={})


def _make_notice(case: Case) -> Notice:
    every = tuple(Action)
    notice = plan_enforcement(case, Action.DELETE, supported=every, timeout_minutes=60).notice
    assert notice
    return notice
