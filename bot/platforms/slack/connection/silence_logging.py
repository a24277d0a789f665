"""What bolt and slack_sdk log may quote addresses, texts and tokens: we say ourselves what matters."""

import logging


def silence_logging() -> logging.Logger:
    """A logger for them, which says nothing."""
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.CRITICAL)
    return quiet
