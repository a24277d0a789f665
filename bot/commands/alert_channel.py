"""Confirmation of a channel for alerts, by an administrator who was asked where they shall go."""

from bot.commands.context import CommandContext
from bot.domain.inline import ChannelMention, RichText
from bot.domain.policy_overrides import ALERT_CHANNEL
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import ConfirmAlertChannel


async def confirm_alert_channel(
    context: CommandContext, command: ConfirmAlertChannel
) -> Reply | Refusal:
    """Have alerts shown in a channel from now on, unless the policy file names one."""
    if not context.authority.is_administrator:
        return Refusal("only administrators can say where alerts go", "ask one of them")
    community = context.request.community
    change = (community, ALERT_CHANNEL, command.channel)
    await context.policies.change(community, [change], by=context.by)
    where = ChannelMention(command.channel)
    return Reply.of(
        "Alerts have a channel", RichText("They go to ", where, " while it is private.")
    )
