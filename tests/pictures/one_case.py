"""A case that a moderator looks up, with what its author did before, as the platforms get it."""

import tempfile
from collections.abc import Mapping

from bot.app import choose_enforcers
from bot.config.database_url import parse_url
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.replies import CaseReply
from bot.interactions.requests import LookUpCase
from bot.moderation.pipeline import Pipeline
from bot.platforms.discord.outbound.buttons import build_answer_buttons
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.slack.outbound.reply_blocks import build_answer_blocks
from bot.runtime.async_scorer import AsyncScorer
from bot.store.database.engine import open_database
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import Scorer
from tests.fakes.club import Club
from tests.fakes.platform import FakePlatform
from tests.pictures import discord_card, slack_card

_SAID = ("you are a pathetic idiot", "nobody asked you, you st*pid clown")
_LINK = "https://chat.example/9/2/3"


async def look_up_case(scorer: Scorer, *, channel: str, author: Author) -> CaseReply:
    """Have somebody write twice, and look the second case up."""
    with tempfile.TemporaryDirectory() as folder:
        engine = await open_database(parse_url(f"sqlite:///{folder}/parley.db"))
        store, platform = Store(engine, model="picture"), FakePlatform()
        policies = PolicyResolver(
            store.policy_overrides, platform=platform.name, base=Policy(mode=Mode.ENFORCE)
        )
        enforcers = choose_enforcers(platform, is_dry_run=False)
        async with AsyncScorer(scorer) as running:
            pipeline = Pipeline(
                platform=platform,
                enforcers=enforcers,
                policies=policies,
                scorer=running,
                store=store,
            )
            club = Club(platform, pipeline)
            await club.say(*_SAID, channel=channel, thread=None, author=author, link=_LINK)
            found = await club.ask_for(CaseReply, LookUpCase(len(_SAID)))
        await engine.dispose()
        return found


async def draw_discord_case(found: CaseReply, names: Mapping[str, str]) -> str:
    """Draw it on Discord."""
    embed = build_answer_embed(found).to_dict()
    components = build_answer_buttons(found).to_components()
    return discord_card.draw_message({"embeds": [embed], "components": components}, names=names)


def draw_slack_case(found: CaseReply, names: Mapping[str, str]) -> str:
    """Draw it on Slack."""
    blocks = [block.to_dict() for block in build_answer_blocks(found)]
    return slack_card.draw_message(blocks, names=names)
