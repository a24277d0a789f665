"""When the bot is ready, and when nothing but starting it again would help. Reads figures only."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.runtime.platform_stats import PlatformStats

MOST_STUCK = 600.0
"""Seconds without any answer while a message waits. Longer than platforms usually ask to wait, so that
a rate limit is not taken for a fault; short enough that the bot is not dumb for an evening."""

MOST_SILENT = 180.0
"""Seconds without an answered heartbeat on a connection that says it is there: four of Discord's."""


@dataclass(frozen=True, slots=True)
class HealthChecks:
    """What the figures of the platforms mean."""

    progress: Sequence[PlatformStats]

    def liveness_problems(self) -> list[str]:
        """What is stuck, in words; empty while there is progress."""
        stuck = [
            f"{one.platform}: no message was answered for {one.stuck_for:.0f} s, and {one.waiting} wait"
            for one in self.progress
            if one.stuck_for > MOST_STUCK
        ]
        silent = [
            f"{one.platform}: no heartbeat was answered for {one.silent_for:.0f} s"
            for one in self.progress
            if one.silent_for is not None and one.silent_for > MOST_SILENT
        ]
        return stuck + silent

    def readiness_problems(self) -> list[str]:
        """Why it is not ready, in words: the faults, and who is not connected."""
        lost = [f"{one.platform}: not connected" for one in self.progress if not one.is_connected]
        return lost + self.liveness_problems()

    def summary(self) -> str:
        """One line for `systemctl status`: "discord connected, 3 waiting"."""
        return "; ".join(
            f"{one.platform} {'connected' if one.is_connected else 'not connected'},"
            f" {one.waiting} waiting"
            for one in self.progress
        )
