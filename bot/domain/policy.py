"""The moderation policy: types of the TOML file (see policy.example.toml and docs/reference/policy.md). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.actions import Action
from bot.domain.languages import ENGLISH, LANGUAGE_NAMES, UNDETERMINED
from bot.domain.memory import MemoryRules
from bot.domain.message import AGE_RESTRICTED, Author
from bot.domain.ping_rules import PingRules
from bot.domain.policy_table import PolicyTable
from bot.domain.reporting_rules import DigestRules, FeedbackRules, ScoreRules
from bot.domain.surfaces import SurfaceRules
from bot.domain.word_rules import WordRules
from classifier import Label, Reason


class Mode(StrEnum):
    """The limit of what the policy may do: record only, flag at most, or enforce all."""

    SHADOW = "shadow"
    FLAG = "flag"
    ENFORCE = "enforce"


def _validate_level(value: object) -> object:
    if value in ("model", "off"):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise ValueError('a number from 0 to 1, "model" or "off"')


Level = Annotated[float | Literal["model", "off"], BeforeValidator(_validate_level)]
"""A threshold: a number from 0 to 1, the bundle's calibrated one, or off."""

LOWEST_ACT = 0.05
"""The lowest score from which a policy may act: below it nearly every message would be deleted."""

# TOML has neither enumerations nor sets: a string and an array stand for them.
_Action = Annotated[Action, Field(strict=False)]
_Actions = Annotated[tuple[Annotated[Action, Field(strict=False)], ...], Field(strict=False)]
_Ids = Annotated[frozenset[str], Field(strict=False)]
_Label = Annotated[Label, Field(strict=False)]
_Mode = Annotated[Mode, Field(strict=False)]


class LabelRule(PolicyTable):
    """Thresholds of a label: flag from `flag` on, take `action` from `act` on. None: as in wider scopes."""

    flag: Level | None = None
    """The score from which moderators are shown a message."""
    act: Level | None = None
    """The score from which `action` is taken."""
    action: _Action | None = None
    """The action from `act` on."""

    @model_validator(mode="after")
    def _act_is_not_below_flag(self) -> "LabelRule":
        if isinstance(self.act, float) and self.act < LOWEST_ACT:
            raise ValueError(f"act = {LOWEST_ACT:g} or more: less acts on nearly every message")
        if isinstance(self.flag, float) and isinstance(self.act, float) and self.act < self.flag:
            raise ValueError(f"act = {self.flag:g} or more, as flag = {self.flag:g}")
        return self


class Unscorable(PolicyTable):
    """The actions on texts that have no scores, by reason."""

    empty: _Action = Action.NONE
    """Nothing to read: a picture, a sticker."""
    language: _Action = Action.NONE
    """A language or script that the model does not know."""
    too_long: _Action = Action.FLAG
    """Only the beginning could be read."""
    unread: _Action = Action.FLAG
    """Something in it could not be read: a file that does not come, a message that is malformed."""

    def action(self, reason: Reason) -> Action:
        """Return the action for a reason."""
        return {
            Reason.EMPTY: self.empty,
            Reason.LANGUAGE: self.language,
            Reason.TOO_LONG: self.too_long,
            Reason.UNREAD: self.unread,
        }[reason]


class LanguageLabels(PolicyTable):
    """Rules of labels by language, by codes such as "tr"."""

    labels: Mapping[str, Mapping[_Label, LabelRule]] = Field(default_factory=dict)
    """Thresholds and actions, by language and label."""

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        for code in sorted({*self.labels, *self._codes_besides()}):
            if code not in LANGUAGE_NAMES:
                raise ValueError(
                    f"languages by their codes, of {', '.join(sorted(LANGUAGE_NAMES))}; not {code!r}"
                )
        return self

    def _codes_besides(self) -> Iterable[str]:
        return ()


class LanguageRules(LanguageLabels):
    """Languages that are moderated, and rules of labels by language, by codes such as "tr"."""

    moderated: _Ids = frozenset()
    """Codes of the languages; empty for all that the bundle scores."""
    others: _Action = Action.NONE
    """Action on a message in another language."""

    def _codes_besides(self) -> Iterable[str]:
        return self.moderated

    def moderates(self, language: str | None) -> bool:
        """Tell whether messages in a language are moderated; None is English, and what is unknown is."""
        is_known = language != UNDETERMINED
        return not (is_known and self.moderated) or (language or ENGLISH) in self.moderated


class Exemptions(PolicyTable):
    """Authors, and channels, whose messages are never acted on."""

    roles: _Ids = frozenset()
    """Ids of roles; Slack's user groups are roles."""
    channels: _Ids = frozenset()
    """Ids of channels, threads, categories or whole communities."""
    authors: _Ids = frozenset()
    """Ids of people and bots."""
    bots: bool = True
    """Other bots."""


class ChannelPolicy(PolicyTable):
    """The policy of one scope, where it differs from wider ones."""

    mode: _Mode | None = None
    """The mode there."""
    labels: Mapping[_Label, LabelRule] = Field(default_factory=dict)
    """Thresholds and actions there, by label."""
    languages: LanguageLabels = LanguageLabels()
    """Thresholds and actions there, by language."""
    words: WordRules = WordRules()
    """Own words there, besides those of wider places."""


class Strikes(PolicyTable):
    """Escalation by earlier cases: after n strikes, an action is at least the n-th of the ladder.

    Strikes are the author's cases of the last `within_days` days that count.
    """

    within_days: Annotated[int, Field(ge=1, le=365)] = 30
    """The days for which a strike counts."""
    ladder: _Actions = ()
    """The least action after one strike, after two, and so on."""

    @model_validator(mode="after")
    def _ladder_rises(self) -> "Strikes":
        if list(self.ladder) != sorted(self.ladder):
            raise ValueError("a ladder that rises: " + ", ".join(a.value for a in Action))
        return self


Verb = Literal[
    "user",
    "note",
    "report",
    "threshold",
    "exempt",
    "word",
    "mode",
    "settings",
    "export",
    "erase",
    "purge",
]
"""A command about a community as a whole, which a policy can keep for administrators."""


class CommandRules(PolicyTable):
    """Permissions of commands: what is not named here, every moderator of the community."""

    administrators_only: Annotated[tuple[Verb, ...], Field(strict=False)] = ("export", "erase")
    """Commands that only administrators may give."""


class Policy(PolicyTable):
    """A whole policy. `Policy()` holds without a file."""

    mode: _Mode = Mode.FLAG
    """The limit of what is done: record only, flag at most, or all."""
    moderators: _Action = Action.FLAG
    """The harshest action against a moderator."""
    alerts: _Ids = frozenset()
    """Ids of the channels where alerts are shown."""
    moderator_ids: _Ids = frozenset()
    """Ids of people and roles that moderate, besides those of the platform."""
    administrator_ids: _Ids = frozenset()
    """Ids of people and roles that administer, besides those of the platform."""
    commands: CommandRules = CommandRules()
    """Permissions of commands."""
    join_public_channels: bool = False
    """On Slack, join every public channel."""
    ask_pluralkit: bool = False
    """On Discord, ask PluralKit's server who wrote what it posts."""
    timeout_minutes: Annotated[int, Field(ge=1, le=28 * 24 * 60)] = 60
    """The length of a timeout, in minutes; at most 28 days."""
    ban_clears_days: Annotated[int, Field(ge=0, le=7)] = 0
    """On Discord, the days of somebody's messages that a ban deletes with it."""
    labels: Mapping[_Label, LabelRule] = Field(default_factory=dict)
    """Thresholds and actions, by label."""
    words: WordRules = WordRules()
    """Own words: terms that are never counted, and terms that always are."""
    strikes: Strikes = Strikes()
    """Escalation by earlier cases."""
    unscored: Unscorable = Unscorable()
    """Actions on texts without scores."""
    languages: LanguageRules = LanguageRules()
    """Languages: which are moderated, and thresholds by language."""
    surfaces: SurfaceRules = SurfaceRules()
    """Text outside of messages that is read."""
    memory: MemoryRules = MemoryRules()
    """Days for which texts are kept."""
    pings: PingRules = PingRules()
    """Ids that an alert pings, and of what."""
    digest: DigestRules = DigestRules()
    """Regular reports in the alert channel, and the time zone of all reports."""
    scores: ScoreRules = ScoreRules()
    """Scores that are kept without their texts, to see what another policy would do."""
    feedback: FeedbackRules = FeedbackRules()
    """Permission to export for training."""
    exempt: Exemptions = Exemptions()
    """Authors and channels that are left alone."""
    age_restricted: ChannelPolicy = ChannelPolicy(
        labels={Label.OBSCENE: LabelRule(flag="off", act="off")}
    )
    """Mode and labels again, for all age-restricted channels."""
    channels: Mapping[str, ChannelPolicy] = Field(default_factory=dict)
    """Mode and labels again, for one thread, channel, category or community, by its id."""

    def mode_in(self, scopes: Sequence[str]) -> Mode:
        """Return the mode in scopes, given from narrow to wide."""
        modes = [each.mode for each in self._channel_policies(scopes)]
        return next(filter(None, modes), self.mode)

    def rules_in(
        self, label: Label, scopes: Sequence[str], *, language: str | None = None
    ) -> list[LabelRule]:
        """Return the rules of a label: of the scopes, the narrowest first, and then of the whole policy.

        In each of them, the rule of the language comes before that of all.
        """
        places: list[ChannelPolicy | Policy] = [*self._channel_policies(scopes), self]
        tables = [
            table
            for each in places
            for table in (each.languages.labels.get(language or "", {}), each.labels)
        ]
        return [labels[label] for labels in tables if label in labels]

    @property
    def named_languages(self) -> frozenset[str]:
        """Return the languages that have rules of their own, anywhere."""
        by_place = [each.languages for each in (self.age_restricted, *self.channels.values())]
        return frozenset(code for each in (self.languages, *by_place) for code in each.labels)

    def words_in(self, scopes: Sequence[str]) -> tuple[WordRules, ...]:
        """Return the tables of own words in scopes, the narrowest first and the policy's last; () for none."""
        tables = [each.words for each in self._channel_policies(scopes)]
        return tuple(filter(None, [*tables, self.words]))

    def named_in(self, scopes: Sequence[str]) -> tuple[str, ...]:
        """Return those of the scopes that have rules of their own: where they are the same, the same holds."""
        channels = self.channels
        return tuple([scope for scope in scopes if scope == AGE_RESTRICTED or scope in channels])

    def is_moderator(self, person: Author) -> bool:
        """Return True for a moderator of the platform or of `moderator_ids`, by person or role."""
        return person.is_moderator or not self.moderator_ids.isdisjoint({person.id, *person.roles})

    def has_known_standing(self, person: Author) -> bool:
        """Return False if it cannot be told whether a person moderates or is exempt: unknown means mild.

        Unknown roles matter only to a policy that names ids which may be those of roles.
        """
        names_roles = bool(self.exempt.roles or self.moderator_ids)
        return person.is_known and (person.has_known_roles or not names_roles)

    def _channel_policies(self, scopes: Sequence[str]) -> list[ChannelPolicy]:
        if not (named := self.named_in(scopes)):  # as nearly everywhere
            return []
        return [
            self.age_restricted if scope == AGE_RESTRICTED else self.channels[scope]
            for scope in named
        ]
