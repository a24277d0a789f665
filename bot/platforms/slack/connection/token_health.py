"""Token health: refused tokens and lacking scopes of each workspace, said in the log and in readiness."""

from collections.abc import Collection

import structlog

from bot.platforms.slack.connection.token_watch import ReportToken
from bot.platforms.slack.connection.tokens import APPS_PAGE, describe_token_error
from bot.runtime.platform_stats import PlatformStats

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_WAITS = "what is to be done waits until it does"


class TokenHealth:
    """Reporter of what is wrong with the tokens; `remedy` says where a new one goes."""

    def __init__(self, stats: PlatformStats, *, remedy: str) -> None:
        self._stats = stats
        self._remedy = remedy
        self._announced: dict[str, str] = {}

    def make_report(self, workspace: str) -> ReportToken:
        """Return the function that a client of this workspace calls."""

        def report(code: str) -> None:
            if code:
                log.error(
                    "the token is refused", workspace=workspace, error=code, remedy=self._remedy
                )
            else:
                log.info("the token is taken again", workspace=workspace)
            reason = f"{workspace}: {describe_token_error(code)}; {_WAITS}: {self._remedy}"
            self._stats.note_problem(f"token of {workspace}", reason if code else "")

        return report

    def note_scopes(self, workspace: str, missing: Collection[str]) -> None:
        """Note the scopes that the token of a workspace lacks, none if it has all."""
        listed = ", ".join(sorted(missing))
        remedy = f"add them under OAuth & Permissions at {APPS_PAGE}, and install the app again"
        if missing:
            log.warning(
                "scopes are lacking",
                workspace=workspace,
                scopes=sorted(missing),
                remedy=self._remedy,
            )
        problem = f"{workspace} lacks the scopes {listed}: {remedy}" if missing else ""
        self._stats.note_problem(f"scopes of {workspace}", problem)
        self._announced[workspace] = problem

    def pop_announcement(self, workspace: str) -> str:
        """Return what the moderators are to be told of a workspace, once; "" for nothing."""
        return self._announced.pop(workspace, "")
