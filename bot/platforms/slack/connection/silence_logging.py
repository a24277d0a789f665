"""Silences the logs of slack_bolt and slack_sdk: they may contain tokens, URLs and message texts."""

import logging


def silence_logging() -> logging.Logger:
    """Mute slack_bolt's logger below CRITICAL, and return it for slack_sdk's clients."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.CRITICAL)
    return logger
