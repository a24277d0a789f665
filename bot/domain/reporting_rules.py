"""Rules of what is reported, and of what is kept for that: digests, scores, training rows. Pure."""

from collections.abc import Mapping
from datetime import time
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from bot.domain.policy_table import PolicyTable

_ZONE_EXAMPLES = '"UTC", "Europe/Berlin" or "America/New_York"'


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"a time zone, as {_ZONE_EXAMPLES}") from error
    return name


def _check_clock(written: object) -> object:
    try:
        moment = time.fromisoformat(str(written))
    except ValueError as error:
        raise ValueError('a time of day in quotes, as "09:00"') from error
    if moment.tzinfo or moment.second or moment.microsecond:
        raise ValueError('a time of day in quotes, as "09:00"')
    return f"{moment:%H:%M}"


Zone = Annotated[str, AfterValidator(_check_zone)]
"""The name of a time zone in the IANA's list."""

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class DigestRules(PolicyTable):
    """The digest: a report in the alert channel, daily or weekly, and the time zone of all reports."""

    every: Literal["off", "day", "week"] = "off"
    """Interval at which moderators get a digest in the alert channel."""
    on: Weekday = "monday"
    """The day of a weekly digest."""
    at: Annotated[str, BeforeValidator(_check_clock)] = "09:00"
    """The time of day of a digest, in the community's time zone."""
    time_zone: Zone = "UTC"
    """The time zone in which days begin, and hours are counted."""
    time_zones: Mapping[str, Zone] = Field(default_factory=dict)
    """The time zones of communities that have another, by their ids."""

    @property
    def days(self) -> int:
        """The number of days that a digest is about."""
        return 7 if self.every == "week" else 1

    @cached_property
    def clock(self) -> time:
        """The time of day of a digest."""
        return time.fromisoformat(self.at)

    def zone_of(self, community: str) -> ZoneInfo:
        """Return the time zone of a community."""
        return ZoneInfo(self.time_zones.get(community, self.time_zone))


class ScoreRules(PolicyTable):
    """Scores that are kept without the text, of messages that nearly met a threshold."""

    days: Annotated[int, Field(ge=0, le=90)] = 28
    """The days for which they are kept; 0 keeps none."""
    margin: Annotated[float, Field(gt=0, le=1)] = 0.25
    """Distance below a threshold from which on scores of a message are kept."""
    most: Annotated[int, Field(ge=100, le=1_000_000)] = 20_000
    """The scores of how many messages of a community are kept at most, the latest."""


class FeedbackRules(PolicyTable):
    """Permissions of `feedback export` on decided cases."""

    texts: bool = False
    """Texts are exported, where they are still kept: ask your community before you set it."""
