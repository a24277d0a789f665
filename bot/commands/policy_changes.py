"""`/toxicity threshold`, `exempt` and `mode`: a community's overrides of the policy file."""

from collections.abc import Sequence

from bot.commands.context import CommandContext
from bot.commands.policy_preview import Preview, preview_policy
from bot.commands.settings import channel_text, exemption_text, in_language, threshold_text
from bot.domain.inline import Inline, RichText
from bot.domain.languages import name_language
from bot.domain.message import AGE_RESTRICTED
from bot.domain.phrases import ModeratorPhrase
from bot.domain.policy import Level, Mode, Policy
from bot.domain.policy_overrides import EXEMPTIONS, format_level
from bot.domain.threshold_keys import TIERS, ThresholdKey
from bot.domain.threshold_rules import Contradiction, find_contradictions
from bot.domain.verdict import active_thresholds
from bot.interactions.option_parsers import AS_IN_FILE
from bot.interactions.replies import Proposal, Refusal, Reply
from bot.interactions.requests import NameKind, SetExemption, SetMode, SetThreshold
from classifier import thresholds_in

_NAME_KINDS = {"role": NameKind.ROLE, "channel": NameKind.CHANNEL, "user": NameKind.MEMBER}


async def set_threshold(
    context: CommandContext, command: SetThreshold
) -> Reply | Proposal | Refusal:
    """Set from which scores on a label is flagged and acted on, in a channel or everywhere."""
    is_reset = command.flag is None and command.act is None
    channel = await resolve_scope(context, command.channel, is_reset=is_reset)
    if isinstance(channel, Refusal):
        return channel
    community = context.request.community
    scope = channel or community
    changes = _threshold_changes(scope, command)
    if refusal := await _check_thresholds(context, command, changes):
        return refusal
    after = await context.policies.preview(community, changes)
    thresholds = active_thresholds(
        after,
        (scope, community),
        calibrated=thresholds_in(context.pipeline.calibrated, command.language),
        language=command.language,
    )
    text = threshold_text(command.label, thresholds)
    line = _say_in(channel, text, language=command.language)
    title = ModeratorPhrase("Threshold of {label}", label=command.label.value)
    preview = Preview() if command.is_confirmed else await preview_policy(context, after)
    if preview.asks_back or command.is_trial:
        levels = (_written(command.flag), _written(command.act))
        language = f"language:{command.language}" if command.language else None
        confirm = _line("threshold", command.label, *levels, channel, language)
        return preview.propose(title, line, confirm)
    await context.policies.change(community, changes, by=context.by)
    await context.announce(f"set the threshold of {command.label}. ", line)
    return Reply.of(title, line, *preview.lines)


async def set_mode(context: CommandContext, command: SetMode) -> Reply | Proposal | Refusal:
    """Set how far the bot goes, in a channel or everywhere."""
    channel = await resolve_scope(context, command.channel, is_reset=command.mode is None)
    if isinstance(channel, Refusal):
        return channel
    community = context.request.community
    scope = channel or community
    value = command.mode.value if command.mode else None
    changes = [(scope, "mode", value)]
    after = await context.policies.preview(community, changes)
    mode = after.mode_in((scope, community))
    source = ModeratorPhrase("") if command.mode else ModeratorPhrase(", as the policy file says")
    line = _say_in(
        channel, ModeratorPhrase("{meaning}{source}", meaning=MODE_MEANING[mode], source=source)
    )
    title = ModeratorPhrase("Mode {mode}", mode=mode.value)
    preview = Preview() if command.is_confirmed else await preview_policy(context, after)
    if preview.asks_back or command.is_trial:
        return preview.propose(title, line, _line("mode", value or AS_IN_FILE, channel))
    await context.policies.change(community, changes, by=context.by)
    await context.announce(f"set the mode to {mode}. ", line)
    return Reply.of(title, line, *preview.lines)


async def set_exemption(context: CommandContext, command: SetExemption) -> Reply | Refusal:
    """Exempt a role, a channel or a user from moderation, or no longer."""
    field = EXEMPTIONS[command.kind]
    found: str | Refusal = command.id
    if command.is_exempt or command.id not in getattr(context.policy.exempt, field):
        found = await _resolve_exempt(context, command)
    if isinstance(found, Refusal):
        return found
    is_as_in_file = (found in getattr(context.policies.base.exempt, field)) == command.is_exempt
    value = None if is_as_in_file else ("add" if command.is_exempt else "remove")
    change = (found, command.kind, value)
    await context.policies.change(context.request.community, [change], by=context.by)
    name = exemption_text(command.kind, found)
    await context.announce("exempted " if command.is_exempt else "no longer exempts ", name, ".")
    if command.is_exempt:
        return Reply.of("Exempt", RichText("Nothing is done about messages of ", name, "."))
    return Reply.of("Not exempt", RichText("Messages of ", name, " are treated as all others."))


def _threshold_changes(scope: str, command: SetThreshold) -> list[tuple[str, str, str | None]]:
    return [
        (
            scope,
            str(ThresholdKey(command.label, tier, command.language or "")),
            None if level is None else format_level(level),
        )
        for tier, level in zip(TIERS, (command.flag, command.act), strict=True)
    ]


async def _resolve_exempt(context: CommandContext, command: SetExemption) -> str | Refusal:
    if command.kind == "channel" and command.id == AGE_RESTRICTED:
        return AGE_RESTRICTED
    return await context.resolve(_NAME_KINDS[command.kind], command.id)


async def resolve_scope(
    context: CommandContext, written: str | None, *, is_reset: bool
) -> str | Refusal | None:
    """Return the channel that is meant; one that is gone can still be given back to the file."""
    if written is None or written == AGE_RESTRICTED:
        return written
    if is_reset and written in context.policy.channels:
        return written
    return await context.resolve(NameKind.CHANNEL, written)


async def _check_thresholds(
    context: CommandContext, command: SetThreshold, changes: Sequence[tuple[str, str, str | None]]
) -> Refusal | None:
    """Return the refusal of thresholds that contradict each other where one is the model's or another's."""
    community, platform = context.request.community, context.pipeline.platform
    if command.label not in thresholds_in(context.pipeline.calibrated, command.language):
        found = f"the model tells no {command.label} in {name_language(command.language)}"
        return Refusal(found, "the model card says which labels each language has")
    policy = await context.policies.preview(community, changes)
    channels = policy.channels.keys() - {community, AGE_RESTRICTED}
    nested = [await platform.scopes_of(channel, community) for channel in sorted(channels)]

    def find(policy: Policy) -> list[Contradiction]:
        calibrated = context.pipeline.calibrated
        found = find_contradictions(policy, calibrated, community=community, nested=nested)
        return [each for each in found if each.label is command.label]

    before = find(context.policy)
    wrong = next((each for each in find(policy) if each not in before), None)
    if wrong is None:
        return None
    is_elsewhere = wrong.scope not in ("", command.channel)
    where = ModeratorPhrase(", also in a channel with thresholds of its own")
    return Refusal(
        ModeratorPhrase("with this, {contradiction}", contradiction=str(wrong)),
        ModeratorPhrase(
            "what is acted on is flagged too: act from {level}, or a lower flag{where}",
            level=f"{wrong.flag:.2f}",
            where=where if is_elsewhere else "",
        ),
    )


def _line(*words: str | None) -> str:
    """Return the line that carries a change out: ("mode", "enforce", None) -> "mode enforce yes"."""
    return " ".join((*filter(None, words), "yes"))


def _written(level: Level | None) -> str:
    return AS_IN_FILE if level is None else format_level(level)


def scope_text(channel: str | None) -> Inline | RichText:
    """Say where a change holds: "In #tea"."""
    return _EVERYWHERE if channel is None else RichText("In ", channel_text(channel))


def _say_in(channel: str | None, text: str, *, language: str | None = None) -> RichText:
    """Say what holds in a scope: "In #tea, in Turkish: flag from 0.50."; without a channel, as one phrase."""
    spoken = in_language(language)
    if channel is not None:
        return RichText(scope_text(channel), f"{spoken}: {text}.")
    return RichText(
        ModeratorPhrase("{scope}{language}: {text}.", scope=_EVERYWHERE, language=spoken, text=text)
    )


_EVERYWHERE = ModeratorPhrase("Everywhere that nothing else is set")


MODE_MEANING = {
    Mode.SHADOW: ModeratorPhrase("I record what I would do, and do nothing"),
    Mode.FLAG: ModeratorPhrase("I show the moderators what I find, and do nothing else"),
    Mode.ENFORCE: ModeratorPhrase("I do what the thresholds ask for"),
}
"""Explanations of the modes, for moderators."""
