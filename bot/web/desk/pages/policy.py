"""The policy: thresholds over the scores of the last weeks, own words, exemptions, modes, and their history."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from bot.commands.policy_changes import MODE_MEANING
from bot.commands.policy_preview import DAYS
from bot.domain.inline import ChannelMention, MemberMention, RichText
from bot.domain.languages import LANGUAGE_NAMES, name_language
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.domain.policy_overrides import StoredOverride
from bot.domain.score_counts import ScoreCounts, count_scores
from bot.interactions.requests import ShowSettings
from bot.interactions.setting_reversal import CurrentSettings
from bot.reports.policy_export import export_overrides
from bot.web.desk.pages import policy_changes
from bot.web.desk.permission import require
from bot.web.desk.policy_exemptions import list_exemptions
from bot.web.desk.policy_history import show_changes
from bot.web.desk.policy_view import find_own_mode, show_labels, show_words
from bot.web.desk.visit import ModeratorVisit, Visit
from classifier import Label

router = APIRouter()
router.include_router(policy_changes.router)

_MOST_CHANGES = 30
"""Changes of settings that are listed, the latest."""

_MOST_PLACES = 200
"""Channels to choose from, those of most messages."""


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a community that a page is about; "" is all of it, and every language."""

    channel: str = ""
    language: str = ""


@router.get("/policy")
async def show_policy(
    visit: ModeratorVisit, place: str = "", language: str = "", changed: str = ""
) -> Response:
    """Show what holds in a place, and what was set there; once something was `changed`, with that marked."""
    require(visit, ShowSettings())
    about = Place(place, language if language in LANGUAGE_NAMES else "")
    return await _render(visit, about, is_changed=bool(changed))


@router.get("/policy/parley.toml")
async def export_policy(visit: ModeratorVisit) -> Response:
    """Export what was set in the chat and here as lines for the policy file."""
    require(visit, ShowSettings())
    content = export_overrides(await _list_overrides(visit))
    name = {"content-disposition": 'attachment; filename="parley.toml"'}
    return Response(content, media_type="application/toml", headers=name)


async def _render(visit: Visit, place: Place, *, is_changed: bool) -> Response:
    """Render the page about a place."""
    pipeline, policy = visit.source.pipeline, visit.policy
    overrides, counts = await _list_overrides(visit), await _count(visit, place)
    scopes = await _find_scopes(visit, place.channel)
    history = await visit.store.policy_overrides.history.latest(
        pipeline.platform.name, visit.community.id, limit=_MOST_CHANGES
    )
    current = CurrentSettings(visit.community.id, pipeline.policies.base, overrides)
    changes = show_changes(history, current)
    exemptions = list_exemptions(policy.exempt)
    places = _list_places(counts, visit)
    return visit.render(
        "policy.html",
        here="policy",
        place=place,
        places=places,
        languages=_list_languages(counts, visit, place),
        counts=counts,
        days=DAYS,
        labels=show_labels(
            policy,
            scopes,
            overrides,
            calibrated=pipeline.calibrated,
            counts=counts,
            language=place.language or None,
        ),
        mode=policy.mode_in(scopes),
        own_mode=find_own_mode(overrides, scopes[0]),
        meanings={mode: MODE_MEANING[mode] for mode in Mode},
        words=show_words(policy, scopes, overrides),
        word_labels=list(Label),
        exemptions=exemptions,
        changes=changes,
        is_changed=is_changed,
        names=await visit.names(
            [
                *(RichText(ChannelMention(each)) for each in places),
                *(RichText(MemberMention(each.first.by)) for each in changes),
                *(RichText(MemberMention(each.by)) for each in overrides),
                *(each.text for each in changes),
                *(each.text for each in exemptions),
            ]
        ),
    )


async def _find_scopes(visit: Visit, channel: str) -> tuple[str, ...]:
    """Return the scopes of a place, narrow to wide; "" is the whole community."""
    community = visit.community.id
    if channel in ("", AGE_RESTRICTED):
        return (*filter(None, [channel]), community)
    inner = await visit.source.pipeline.platform.scopes_of(channel, community)
    return (*inner, community) if channel in inner else (channel, *inner, community)


async def _list_overrides(visit: Visit) -> list[StoredOverride]:
    return await visit.source.pipeline.policies.list_overrides(visit.community.id)


async def _count(visit: Visit, place: Place) -> ScoreCounts:
    """Count the scores of the last weeks, with those that are not stored yet."""
    await visit.store.near_scores.flush()
    since = visit.desk.options.now() - timedelta(days=DAYS)
    found = await visit.store.desk.score_places.find(
        visit.moderator.platform, visit.community.id, since=since
    )
    # Tens of thousands.
    return await asyncio.to_thread(
        count_scores, found, place=place.channel or None, language=place.language or None
    )


def _list_languages(counts: ScoreCounts, visit: Visit, place: Place) -> dict[str, str]:
    """List the languages that can be chosen, by code: those with scores, and those with thresholds of their own."""
    own = sorted(visit.policy.named_languages)
    chosen = [place.language] if place.language else []
    return {code: name_language(code) for code in (*counts.languages, *own, *chosen)}


def _list_places(counts: ScoreCounts, visit: Visit) -> list[str]:
    """List the channels that can be chosen: those with scores, and those with settings of their own."""
    own = [channel for channel in visit.policy.channels if channel != visit.community.id]
    found = dict.fromkeys([*own, *counts.channels])
    found.pop(AGE_RESTRICTED, None)
    return list(found)[:_MOST_PLACES]
