"""Readiness and liveness: when the bot is ready, and when only a restart would help. Reads state only."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.runtime.platform_stats import PlatformStats

MAX_STUCK_SECONDS = 600.0
"""Limit of time without any answer while a message waits. Longer than platforms usually ask to wait, so
that a rate limit is not taken for a fault; short enough that the bot is not dumb for an evening."""

MAX_SILENT_SECONDS = 180.0
"""Limit of time without an answered heartbeat while connected: four of Discord's."""


@dataclass(frozen=True, slots=True)
class HealthChecks:
    """Checks over the state of all platforms."""

    platforms: Sequence[PlatformStats]

    def liveness_problems(self) -> list[str]:
        """List what is stuck, a line each; empty while there is progress."""
        stuck = [
            f"{stats.platform}: no message was answered for {stats.stuck_for:.0f} s,"
            f" and {stats.waiting} wait"
            for stats in self.platforms
            if stats.stuck_for > MAX_STUCK_SECONDS and not _is_held_up(stats)
        ]
        silent = [
            f"{stats.platform}: no heartbeat was answered for {stats.silent_for:.0f} s"
            for stats in self.platforms
            if stats.silent_for is not None and stats.silent_for > MAX_SILENT_SECONDS
        ]
        return stuck + silent

    def readiness_problems(self) -> list[str]:
        """List why the bot is not ready, a line each: lost connections, a database that takes nothing, unshown alerts, ..."""
        unshown = [
            f"{stats.platform}: alerts of {community} wait: {reason}"
            for stats in self.platforms
            for community, reason in stats.alert_problems.items()
        ]
        unstored = [
            f"{stats.platform}: nothing can be stored: {problem}"
            for stats in self.platforms
            if (problem := stats.find_store_problem())
        ]
        held_back = [
            f"{stats.platform}: {problem}"
            for stats in self.platforms
            if (problem := stats.find_request_problem())
        ]
        noted = [
            f"{stats.platform}: {problem}"
            for stats in self.platforms
            for problem in stats.problems.values()
        ]
        return [
            *self.connection_problems(),
            *noted,
            *held_back,
            *unstored,
            *unshown,
            *self.liveness_problems(),
        ]

    def connection_problems(self) -> list[str]:
        """List the platforms that are not connected, a line each."""
        return [
            f"{stats.platform}: not connected" for stats in self.platforms if not stats.is_connected
        ]

    def status_line(self) -> str:
        """Format the line for `systemctl status`: "discord connected, 3 waiting"."""
        return "; ".join(
            f"{stats.platform} {'connected' if stats.is_connected else 'not connected'},"
            f" {stats.waiting} waiting"
            for stats in self.platforms
        )


def _is_held_up(stats: PlatformStats) -> bool:
    """Return True where messages wait for what a restart would not bring."""
    return bool(stats.find_store_problem() or stats.find_request_problem())
