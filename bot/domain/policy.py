"""What the owner wants, as one TOML file says it (see policy.example.toml).

mode, moderators    how far the bot goes, and how far against moderators
alerts              the moderators' channels, where alerts are shown
moderator_ids       who else is a moderator, beside those the platform says
join_public_channels  on Slack, be in every public channel
timeout_minutes     how long a timeout lasts
labels.<label>      flag, act, action: what a score leads to
strikes             within_days, ladder: how earlier cases harden an action
unscored            empty, language, too_long: what a text without scores leads to
exempt              roles, channels, authors, bots: who is left alone
age_restricted      mode and labels again, for all age-restricted channels
channels.<id>       mode and labels again, for one thread, channel, category or community
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.domain.actions import Action
from bot.domain.message import AGE_RESTRICTED, Author
from classifier import Label, Reason


class Mode(StrEnum):
    """How far the bot goes: record only, flag at most, or all that the policy says."""

    SHADOW = "shadow"
    FLAG = "flag"
    ENFORCE = "enforce"


def _read_level(value: object) -> object:
    if value in ("model", "off"):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise ValueError('a number from 0 to 1, "model" or "off"')


Level = Annotated[float | Literal["model", "off"], BeforeValidator(_read_level)]
"""From which score on: a number, the bundle's own calibrated threshold, or never."""

# TOML has neither enumerations nor sets, so for these a string and an array are what is right.
_Action = Annotated[Action, Field(strict=False)]
_Actions = Annotated[tuple[Annotated[Action, Field(strict=False)], ...], Field(strict=False)]
_Ids = Annotated[frozenset[str], Field(strict=False)]
_Label = Annotated[Label, Field(strict=False)]
_Mode = Annotated[Mode, Field(strict=False)]


class _Table(BaseModel):
    """A TOML table in which an unknown key or a wrong type is a mistake."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LabelRule(_Table):
    """Flag from score `flag` on, do `action` from `act` on. None: as the wider place says."""

    flag: Level | None = None
    act: Level | None = None
    action: _Action | None = None

    @model_validator(mode="after")
    def _act_is_not_below_flag(self) -> "LabelRule":
        if isinstance(self.flag, float) and isinstance(self.act, float) and self.act < self.flag:
            raise ValueError(f"act = {self.flag:g} or more, as flag = {self.flag:g}")
        return self


class Unscorable(_Table):
    """What is done about a text that the classifier does not judge."""

    empty: _Action = Action.NONE
    language: _Action = Action.NONE
    too_long: _Action = Action.FLAG

    def action(self, reason: Reason) -> Action:
        """What this reason leads to."""
        return {
            Reason.EMPTY: self.empty,
            Reason.LANGUAGE: self.language,
            Reason.TOO_LONG: self.too_long,
        }[reason]


class Exemptions(_Table):
    """Whose messages, and in which places, are never acted on."""

    roles: _Ids = frozenset()
    channels: _Ids = frozenset()
    authors: _Ids = frozenset()
    bots: bool = True


class ChannelPolicy(_Table):
    """What one place wants otherwise."""

    mode: _Mode | None = None
    labels: Mapping[_Label, LabelRule] = Field(default_factory=dict)


class Strikes(_Table):
    """With the n-th strike before it, an action is at least the n-th of the ladder.

    Strikes are the author's cases of the last `within_days` days that count.
    """

    within_days: Annotated[int, Field(ge=1, le=365)] = 30
    ladder: _Actions = ()

    @model_validator(mode="after")
    def _rises(self) -> "Strikes":
        if list(self.ladder) != sorted(self.ladder):
            raise ValueError("a ladder that rises: " + ", ".join(a.value for a in Action))
        return self


class Policy(_Table):
    """All that the owner wants. `Policy()` is what holds without a file."""

    mode: _Mode = Mode.FLAG
    moderators: _Action = Action.FLAG
    alerts: _Ids = frozenset()
    moderator_ids: _Ids = frozenset()
    join_public_channels: bool = False
    timeout_minutes: Annotated[int, Field(ge=1, le=28 * 24 * 60)] = 60
    labels: Mapping[_Label, LabelRule] = Field(default_factory=dict)
    strikes: Strikes = Strikes()
    unscored: Unscorable = Unscorable()
    exempt: Exemptions = Exemptions()
    age_restricted: ChannelPolicy = ChannelPolicy(
        labels={Label.OBSCENE: LabelRule(flag="off", act="off")}
    )
    channels: Mapping[str, ChannelPolicy] = Field(default_factory=dict)

    def mode_in(self, places: Sequence[str]) -> Mode:
        """The mode in a place, given from narrow to wide."""
        return next(
            (o.mode for o in self._channel_policies(places) if o.mode is not None), self.mode
        )

    def rules_in(self, label: Label, places: Sequence[str]) -> list[LabelRule]:
        """What is said of a label, from the narrowest place to the policy itself."""
        wider = [o.labels[label] for o in self._channel_policies(places) if label in o.labels]
        return [*wider, *([self.labels[label]] if label in self.labels else [])]

    def is_moderator(self, person: Author) -> bool:
        """Whether the platform says so, or the owner, of the person or of one of their roles."""
        return person.is_moderator or not self.moderator_ids.isdisjoint({person.id, *person.roles})

    def _channel_policies(self, places: Sequence[str]) -> Iterator[ChannelPolicy]:
        for place in places:
            if place == AGE_RESTRICTED:
                yield self.age_restricted
            elif place in self.channels:
                yield self.channels[place]
