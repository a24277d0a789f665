"""Ping rules of a policy: for whom an alert rings, of what, and when not. Pure."""

from datetime import time
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from bot.domain.policy_table import PolicyTable
from classifier import Label

PingTier: TypeAlias = Literal["flag", "act"]
"""A tier of which an alert rings."""

_HOURS_WANTED = 'two times of day in quotes, as "22:00-07:00", or "" for none'


def _check_hours(written: object) -> object:
    """Check quiet hours, and write them alike: "22-7" is none."""
    if written == "":
        return ""
    begin, dash, end = str(written).partition("-")
    try:
        hours = [time.fromisoformat(each.strip()) for each in (begin, end)]
    except ValueError as error:
        raise ValueError(_HOURS_WANTED) from error
    if not dash or hours[0] == hours[1]:
        raise ValueError(_HOURS_WANTED)
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


class PingRules(PolicyTable):
    """Ids that an alert pings, and of what: none as long as no id is named."""

    ids: Annotated[frozenset[str], Field(strict=False)] = frozenset()
    """Ids of roles on Discord, of user groups and people on Slack."""
    labels: Annotated[frozenset[Annotated[Label, Field(strict=False)]], Field(strict=False)] = (
        frozenset()
    )
    """The kinds of harm of which it rings; empty for all."""
    tiers: Annotated[frozenset[PingTier], Field(strict=False)] = frozenset({"act"})
    """The tiers of which it rings."""
    quiet: Annotated[str, BeforeValidator(_check_hours)] = ""
    """Hours in the community's time zone (`digest.time_zone`) in which it does not ring: "22:00-07:00"."""

    def is_quiet(self, clock: time) -> bool:
        """Return True for a time of day within the quiet hours, which may go over midnight."""
        if not self.quiet:
            return False
        begin, end = map(time.fromisoformat, self.quiet.split("-"))
        if begin < end:
            return begin <= clock < end
        return clock >= begin or clock < end
