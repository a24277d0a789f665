"""`/toxicity threshold`, `exempt` and `mode`: what a community wants otherwise than the policy file."""

from collections.abc import Sequence

from bot.commands.context import Asked
from bot.commands.settings import name_exempt, name_place, tell_threshold
from bot.domain.policy import Mode, Policy
from bot.domain.policy_overrides import write_level
from bot.domain.verdict import thresholds_in
from bot.interactions.replies import Reply
from bot.interactions.requests import SetExemption, SetMode, SetThreshold


async def set_threshold(asked: Asked, ask: SetThreshold) -> Reply:
    """From which scores on a label is flagged and acted on, here or everywhere."""
    place = ask.channel or asked.request.community
    changes = [
        (place, f"{ask.label}.{tier}", None if level is None else write_level(level))
        for tier, level in (("flag", ask.flag), ("act", ask.act))
    ]
    policy = await _change(asked, changes)
    places = (place, asked.request.community)
    holding = thresholds_in(policy, places, calibrated=asked.pipeline.calibrated)
    told = tell_threshold(ask.label, holding)
    return Reply(f"Threshold of {ask.label}", (f"{_where(ask.channel)}: {told}.",))


async def set_mode(asked: Asked, ask: SetMode) -> Reply:
    """How far the bot goes, here or everywhere."""
    place = ask.channel or asked.request.community
    policy = await _change(asked, [(place, "mode", ask.mode.value if ask.mode else None)])
    mode = policy.mode_in((place, asked.request.community))
    source = "" if ask.mode else ", as the policy file says"
    return Reply(f"Mode {mode}", (f"{_where(ask.channel)}: {MEANING[mode]}{source}.",))


async def set_exemption(asked: Asked, ask: SetExemption) -> Reply:
    """Leave a role or a channel alone, or no longer."""
    in_file = getattr(asked.pipeline.policies.base.exempt, f"{ask.kind}s")
    is_as_in_file = (ask.id in in_file) == ask.is_exempt
    value = None if is_as_in_file else ("add" if ask.is_exempt else "remove")
    await _change(asked, [(ask.id, ask.kind, value)])
    named = name_exempt(ask.kind, ask.id)
    if ask.is_exempt:
        return Reply("Exempt", (f"Nothing is done about messages of {named}.",))
    return Reply("Not exempt", (f"Messages of {named} are treated as all others.",))


async def _change(asked: Asked, changes: Sequence[tuple[str, str, str | None]]) -> Policy:
    policies, community = asked.pipeline.policies, asked.request.community
    await policies.change(community, changes, by=asked.by)
    return await policies.of(community)


def _where(channel: str | None) -> str:
    return f"In {name_place(channel)}" if channel else "Everywhere that nothing else is set"


MEANING = {
    Mode.SHADOW: "I record what I would do, and do nothing",
    Mode.FLAG: "I show the moderators what I find, and do nothing else",
    Mode.ENFORCE: "I do what the thresholds ask for",
}
"""What a mode comes to, in words."""
