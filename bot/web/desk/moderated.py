"""Communities in which a person moderates, as their platforms say at the moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.runtime.directory import Community
from bot.store.desk_sessions import Identity
from bot.web.desk.desk import Desk
from bot.web.desk.errors import Forbidden
from bot.web.desk.moderator import Moderator
from bot.web.desk.visit import find_moderator


@dataclass(frozen=True, slots=True)
class Moderated:
    """A community, and the person as its moderator."""

    community: Community
    moderator: Moderator


async def list_moderated(desk: Desk, members: Mapping[str, Identity]) -> list[Moderated]:
    """Return the communities in which a person, as a member of these platforms, is known to moderate."""
    found = []
    for platform, identity in members.items():
        source = desk.sources.get(platform)
        if source is None or not source.is_ready():
            continue
        for community in source.pipeline.platform.directory.communities():
            try:
                moderator, _ = await find_moderator(desk, source, community.id, identity)
            except Forbidden:
                continue
            found.append(Moderated(community, moderator))
    return found
