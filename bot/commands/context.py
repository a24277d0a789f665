"""What every answer needs: who asks, where, and the parts of the bot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.actions import Action
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.domain.policy import Policy
from bot.interactions.replies import Refusal
from bot.interactions.requests import Request
from bot.moderation.pipeline import Pipeline
from bot.runtime.async_scorer import Overflow
from bot.store.store import Store
from classifier import CleanText, Scores, Unscored


@dataclass(frozen=True, slots=True)
class CommandContext:
    """A request on the desk; `policy` is its community's."""

    request: Request
    pipeline: Pipeline
    policy: Policy
    now: Callable[[], datetime]

    @property
    def store(self) -> Store:
        """What the bot remembers."""
        return self.pipeline.store

    @property
    def by(self) -> Author:
        """Who asks."""
        return self.request.by

    @property
    def supported(self) -> frozenset[Action]:
        """What can be done on this platform."""
        return frozenset(self.pipeline.enforcer.supported)

    async def find_case(self, number: int) -> CaseFile | Refusal:
        """A case of this community: other communities' are none of its moderators' business."""
        within_days = self.policy.strikes.within_days
        case_file = await self.store.case_queries.find(number, within_days=within_days)
        if case_file is None or not self._is_ours(case_file):
            return Refusal(
                f"there is no case {number} here", "/toxicity user shows a member's latest cases"
            )
        return case_file

    async def score(self, text: CleanText) -> Scores | Unscored:
        """The scores of a text; waits where many others do."""
        while isinstance(scores := await self.pipeline.scorer.score(text), Overflow):
            await scores.room()
        return scores

    def _is_ours(self, case_file: CaseFile) -> bool:
        message, request = case_file.case.message, self.request
        return (message.platform, message.community) == (request.platform, request.community)
