"""Surfaces: which places besides messages are read, by the policy file. Pure."""

from bot.domain.policy_table import PolicyTable


class SurfaceRules(PolicyTable):
    """Text outside of messages that is read. What is in a message is always read."""

    profiles: bool = True
    """Nicknames, display names and user names; on Slack also the status."""
    channels: bool = True
    """Names, topics and purposes of channels."""
    events: bool = True
    """On Discord, names and descriptions of scheduled events."""
    reactions: bool = False
    """Names of custom emoji in reactions, and words spelt with letters."""
    voice_status: bool = False
    """On Discord, the status of voice channels."""
    cancel_events: bool = False
    """On Discord, let the policy cancel a scheduled event; else a moderator does."""
