"""Memory rules: for how many days what people wrote is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from bot.domain.policy_table import PolicyTable

Days = Annotated[int, Field(ge=0, le=3650)]

SHORTEST_WAIT = timedelta(days=7)
"""Time for which the text of a case is kept at least while it waits for a moderator."""


@dataclass(frozen=True, slots=True)
class TextAges:
    """The times before which texts are forgotten: of cases that are settled, and of those that wait."""

    settled: datetime
    waiting: datetime


class MemoryRules(PolicyTable):
    """Days for which texts are kept; figures, decisions and strikes stay."""

    text_days: Days = 30
    """Days for which the texts and names of cases are kept; 0: until nobody needs them any more."""
    text_days_of: Mapping[str, Days] = Field(default_factory=dict)
    """The same for single communities, by their ids."""
    note_days: Days = 365
    """Days for which notes of moderators on members are kept."""

    def find_ages(self, community: str, now: datetime) -> TextAges:
        """Return which texts of a community are to be forgotten at a time."""
        days = timedelta(days=self.text_days_of.get(community, self.text_days))
        return TextAges(settled=now - days, waiting=now - max(days, SHORTEST_WAIT))
