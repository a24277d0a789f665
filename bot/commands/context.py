"""The context of a command: who asks, where, and the parts of the bot that answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.commands.authorization import resolve_authority
from bot.domain.authority import Authority
from bot.domain.case import CaseFile
from bot.domain.inline import Inline, MemberMention, RichText
from bot.domain.message import Author, Message
from bot.domain.naming import UNKNOWN_AUTHOR
from bot.domain.phrases import ModeratorPhrase
from bot.domain.policy import Policy
from bot.interactions.option_parsers import parse_case_number
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import NameKind, Request
from bot.moderation.decider_rules import check_viewer
from bot.moderation.evaluation import Evaluation
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded
from bot.runtime.overflow import submit_when_room
from bot.runtime.result import Failed
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CommandContext:
    """A request with what its handler needs; `policy` is that of its community.

    `serves` tells of a community whether this process is connected for it, or another one.
    """

    request: Request
    pipeline: Pipeline
    policy: Policy
    now: Callable[[], datetime]
    serves: Callable[[str], bool] = lambda _community: True

    @property
    def store(self) -> Store:
        """The store of the pipeline."""
        return self.pipeline.store

    @property
    def policies(self) -> PolicyResolver:
        """The policies of all communities of this platform."""
        return self.pipeline.policies

    @property
    def by(self) -> Author:
        """The person who asks."""
        return self.request.by

    @property
    def authority(self) -> Authority:
        """The rights of the person who asks, by the platform and by the policy."""
        return resolve_authority(self.request, self.policy)

    async def find_case(self, number: int) -> CaseFile | Refusal:
        """Find a case of a channel in which the person who asks moderates."""
        within_days = self.policy.strikes.within_days
        case_file = await self.store.case_queries.find(number, within_days=within_days)
        if case_file is None or not self._is_of_community(case_file):
            return Refusal(
                ModeratorPhrase("there is no case {number} here", number=str(number)),
                ModeratorPhrase("/toxicity user shows a member's latest cases"),
            )
        return check_viewer(case_file, self.authority) or case_file

    async def evaluate(self, message: Message) -> Evaluation:
        """Score all texts of a message and decide, waiting for room in the queue where it is full."""
        return await submit_when_room(self.pipeline.judge.evaluate, message)

    async def resolve_member(self, written: str) -> str | Refusal:
        """Return the id of a member: the author of "#17", who has cases here, or whom the platform knows."""
        request = self.request
        if written.startswith("#"):
            return await self._find_author(parse_case_number(written))
        known = await self.store.case_queries.latest(
            request.platform, request.community, author=written, limit=1
        )
        return written if known else await self.resolve(NameKind.MEMBER, written)

    async def _find_author(self, case: int) -> str | Refusal:
        case_file = await self.find_case(case)
        if isinstance(case_file, Refusal):
            return case_file
        author = case_file.case.message.author
        if author.id == UNKNOWN_AUTHOR.id:
            return Refusal("the platform does not say who this was")
        return author.id

    async def resolve(self, kind: NameKind, written: str) -> str | Refusal:
        """Return the id of what is named in this community, or the refusal of what does not exist."""
        return await self.pipeline.platform.resolve(kind, written, self.request.community)

    async def announce(self, *changed: Inline | RichText) -> None:
        """Tell the other moderators what the person who asks has changed."""
        line = RichText(MemberMention(self.by.id), " ", *changed)
        change = Reply("A moderator changed something", (line,))
        platform, community = self.pipeline.platform, self.request.community
        outcome = await run_guarded(platform.announce(community, change), community=community)
        if isinstance(outcome, Failed) or not outcome.is_in_force:
            log.warning("a change was not announced", community=community)

    def _is_of_community(self, case_file: CaseFile) -> bool:
        message, request = case_file.case.message, self.request
        return (message.platform, message.community) == (request.platform, request.community)
