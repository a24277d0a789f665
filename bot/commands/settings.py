"""`/toxicity settings`: the settings in force here, and where they come from."""

from collections.abc import Sequence

from bot.commands.context import CommandContext
from bot.domain.inline import ChannelMention, Inline, MemberMention, RichText, RoleMention
from bot.domain.languages import name_language
from bot.domain.message import AGE_RESTRICTED
from bot.domain.phrases import ModeratorPhrase, join_phrases
from bot.domain.policy import Policy
from bot.domain.policy_overrides import ALERT_CHANNEL, EXEMPTIONS, WORD, StoredOverride
from bot.domain.threshold_keys import ThresholdKey
from bot.domain.threshold_rules import contradictions_in
from bot.domain.verdict import ActiveThreshold, active_thresholds
from bot.domain.word_rules import merge_rules
from bot.interactions.replies import Field, Reply
from bot.interactions.requests import ShowSettings
from classifier import Label


async def show_settings(context: CommandContext, _command: ShowSettings) -> Reply:
    """Show the mode, thresholds, exemptions and strikes in force where the command is given."""
    policy, scopes = context.policy, context.request.scopes
    calibrated = context.pipeline.calibrated
    thresholds = active_thresholds(policy, scopes, calibrated=calibrated)
    community = context.request.community
    overrides = await context.policies.list_overrides(community)
    texts = [_override_text(each, community) for each in overrides if not each.key.startswith(WORD)]
    lines = (RichText(f"{label}: {threshold_text(label, thresholds)}") for label in Label)
    found = contradictions_in(policy, scopes, calibrated=calibrated)
    wrong = [RichText(f"This contradicts itself here: {each}.") for each in found]
    fields = (
        Field("Mode", RichText(policy.mode_in(scopes).value)),
        Field("Moderators", RichText(f"{policy.moderators.value} at most")),
        Field("Strikes", RichText(_strikes_text(policy))),
        Field("Exempt", _exemptions_text(policy)),
        Field("Own words", RichText(_words_text(policy, scopes))),
        Field("Set with /toxicity", RichText.join("\n", texts or ["nothing"])),
    )
    return Reply("What holds here", (*lines, *wrong), fields=fields)


def threshold_text(label: Label, thresholds: Sequence[ActiveThreshold]) -> str:
    """Format a label's thresholds: "flag from 0.50, delete from 0.90"; "off" where there is none."""
    texts = [
        ModeratorPhrase(
            "{action} from {level}",
            action=ModeratorPhrase(t.action.value),
            level=f"{t.at_least:.2f}",
        )
        for t in thresholds
        if t.label is label
    ]
    return join_phrases(texts) or ModeratorPhrase("off")


def in_language(language: str | None) -> str:
    """Say in which language something holds: "tr" -> ", in Turkish"; "" where it is all."""
    return ModeratorPhrase(", in {language}", language=name_language(language)) if language else ""


def channel_text(channel: str) -> Inline:
    """Name a channel, or all that are age-restricted: "17" -> ChannelMention("17")."""
    return "all age-restricted channels" if channel == AGE_RESTRICTED else ChannelMention(channel)


def exemption_text(kind: str, id: str) -> RichText:  # noqa: A002 - of a role, channel or user
    """Name what is exempt: ("role", "7") -> RichText("role ", RoleMention("7"))."""
    if kind == "user":
        return RichText(MemberMention(id))
    return RichText("role ", RoleMention(id)) if kind == "role" else RichText(channel_text(id))


def _override_text(override: StoredOverride, community: str) -> RichText:
    if override.key in EXEMPTIONS:
        is_exempt = "exempt" if override.value == "add" else "not exempt"
        text = RichText(exemption_text(override.key, override.scope), f": {is_exempt}")
    elif override.key == ALERT_CHANNEL:
        text = RichText("alerts go to ", ChannelMention(override.value))
    else:
        scope = "everywhere" if override.scope == community else channel_text(override.scope)
        text = RichText(scope, _value_text(override))
    if override.set_at is None:
        return text
    return RichText(text, " (", MemberMention(override.by), f", {override.set_at:%Y-%m-%d %H:%M})")


def _value_text(override: StoredOverride) -> str:
    """Return what an override sets: ": mode flag", ", in Turkish: toxic act 0.9"."""
    if (key := ThresholdKey.parse(override.key)) is None:
        return f": {override.key} {override.value}"
    return f"{in_language(key.language)}: {key.label} {key.tier} {override.value}"


def _words_text(policy: Policy, scopes: Sequence[str]) -> str:
    rules = merge_rules(policy.words_in(scopes))
    never = sum(rule.label is None for rule in rules)
    counts = f"{never} never counted, {len(rules) - never} always"
    return f"{counts}: /toxicity word list shows them" if rules else "none"


def _strikes_text(policy: Policy) -> str:
    strikes = policy.strikes
    if not strikes.ladder:
        return f"counted for {strikes.within_days} days, and harden nothing"
    ladder = ", ".join(
        f"{number}: {action.value}" for number, action in enumerate(strikes.ladder, 1)
    )
    return f"in {strikes.within_days} days, at least {ladder}"


def _exemptions_text(policy: Policy) -> RichText:
    exempt = policy.exempt
    texts: list[Inline | RichText] = [
        *(exemption_text("role", role) for role in sorted(exempt.roles)),
        *(exemption_text("channel", channel) for channel in sorted(exempt.channels)),
        *(exemption_text("user", author) for author in sorted(exempt.authors)),
        *(["other bots"] if exempt.bots else []),
    ]
    return RichText.join(", ", texts or ["nobody"])
