"""Neutral names, which stand in the place of rude ones; nobody is judged by them."""

NEUTRAL_NAME = "name removed by moderators"
"""Replaces a rude name of a thread or account."""

NEUTRAL_CHANNEL = "name-removed-by-moderators"
"""Replaces a rude name of a channel."""
