"""`/toxicity threshold`, `exempt` and `mode`: what a community wants otherwise than the policy file."""

from collections.abc import Sequence

from bot.commands.context import CommandContext
from bot.commands.settings import channel_text, exemption_text, threshold_text
from bot.domain.policy import Mode, Policy
from bot.domain.policy_overrides import format_level
from bot.domain.verdict import active_thresholds
from bot.interactions.replies import Reply
from bot.interactions.requests import SetExemption, SetMode, SetThreshold


async def set_threshold(context: CommandContext, command: SetThreshold) -> Reply:
    """From which scores on a label is flagged and acted on, here or everywhere."""
    place = command.channel or context.request.community
    changes = [
        (place, f"{command.label}.{tier}", None if level is None else format_level(level))
        for tier, level in (("flag", command.flag), ("act", command.act))
    ]
    policy = await _change(context, changes)
    places = (place, context.request.community)
    holding = active_thresholds(policy, places, calibrated=context.pipeline.calibrated)
    told = threshold_text(command.label, holding)
    return Reply(f"Threshold of {command.label}", (f"{_where(command.channel)}: {told}.",))


async def set_mode(context: CommandContext, command: SetMode) -> Reply:
    """How far the bot goes, here or everywhere."""
    place = command.channel or context.request.community
    policy = await _change(context, [(place, "mode", command.mode.value if command.mode else None)])
    mode = policy.mode_in((place, context.request.community))
    source = "" if command.mode else ", as the policy file says"
    return Reply(f"Mode {mode}", (f"{_where(command.channel)}: {MEANING[mode]}{source}.",))


async def set_exemption(context: CommandContext, command: SetExemption) -> Reply:
    """Leave a role or a channel alone, or no longer."""
    in_file = getattr(context.pipeline.policies.base.exempt, f"{command.kind}s")
    is_as_in_file = (command.id in in_file) == command.is_exempt
    value = None if is_as_in_file else ("add" if command.is_exempt else "remove")
    await _change(context, [(command.id, command.kind, value)])
    named = exemption_text(command.kind, command.id)
    if command.is_exempt:
        return Reply("Exempt", (f"Nothing is done about messages of {named}.",))
    return Reply("Not exempt", (f"Messages of {named} are treated as all others.",))


async def _change(
    context: CommandContext, changes: Sequence[tuple[str, str, str | None]]
) -> Policy:
    policies, community = context.pipeline.policies, context.request.community
    await policies.change(community, changes, by=context.by)
    return await policies.of(community)


def _where(channel: str | None) -> str:
    return f"In {channel_text(channel)}" if channel else "Everywhere that nothing else is set"


MEANING = {
    Mode.SHADOW: "I record what I would do, and do nothing",
    Mode.FLAG: "I show the moderators what I find, and do nothing else",
    Mode.ENFORCE: "I do what the thresholds ask for",
}
"""What a mode comes to, in words."""
