"""Recording of an evaluation: as a new case, as a version of a message that has one, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.strikes import escalate
from bot.domain.verdict import Verdict
from bot.moderation.acceptance import accept
from bot.moderation.evaluation import Evaluation
from bot.moderation.known_names import is_known_name
from bot.moderation.split_messages import MessageJoiner
from bot.store.author_notices import NoticeClaim
from bot.store.case_progress import Opened
from bot.store.case_versions import VersionAdded
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Recorded:
    """Record of a message: a new case, a version in the case that it has, or neither, as it is known already.

    `left_alone`: the verdict of one that needs no case; of an edited one, the version may stand beside it.
    """

    opened: Opened | None = None
    version: VersionAdded | None = None
    left_alone: Verdict | None = None

    @property
    def case(self) -> Case | None:
        """The new case."""
        return self.opened.case if self.opened else None


@dataclass(frozen=True, slots=True)
class CaseRecorder:
    """Recorder of one platform's evaluations.

    `make_claim` makes the claim to tell an author of what a verdict does; without it, whoever enforces that makes it.
    """

    store: Store
    policies: PolicyResolver
    joiner: MessageJoiner
    make_claim: Callable[[Verdict], NoticeClaim | None] | None = None

    async def record(self, evaluation: Evaluation) -> Recorded:
        """Record what is to be acted on, harder where the author has strikes."""
        message = evaluation.message
        if evaluation.verdict.needs_no_case:
            return await self._leave(message, evaluation.verdict)
        verdict = await self._escalate(message, evaluation.verdict)
        if await is_known_name(message, verdict, self.store.judged.names):
            return Recorded(left_alone=await self._find_acceptance(evaluation))
        opened = await self._open_unless_accepted(evaluation, verdict)
        if isinstance(opened, Verdict):
            return await self._leave(message, opened)
        if opened:
            return Recorded(opened)
        return Recorded(version=await self.store.case_versions.add(message, verdict))

    async def open(self, message: Message, verdict: Verdict) -> Opened | None:
        """Open a case for a verdict; None if its message has one already."""
        with self.joiner.taking(message):
            return await self._open(message, verdict)

    async def _open(
        self, message: Message, verdict: Verdict, *, unless_accepted: bool = False
    ) -> Opened | None:
        claim = self.make_claim(verdict) if self.make_claim else None
        progress = self.store.case_progress
        return await progress.open(message, verdict, claim=claim, unless_accepted=unless_accepted)

    async def _leave(self, message: Message, verdict: Verdict) -> Recorded:
        """Leave a message alone; an edited one is a version in the case that it may have."""
        if not message.edited_at:
            return Recorded(left_alone=verdict)
        version = await self.store.case_versions.add(message, verdict)
        return Recorded(version=version, left_alone=verdict)

    async def _escalate(self, message: Message, verdict: Verdict) -> Verdict:
        policy = await self.policies.resolve(message.community)
        strikes = await self.store.case_queries.count_strikes(message, policy.strikes)
        return escalate(verdict, strikes, policy=policy, message=message)

    async def _open_unless_accepted(
        self, evaluation: Evaluation, verdict: Verdict
    ) -> Opened | Verdict | None:
        """Open a case for a verdict; None if its message has one already.

        Return a verdict that needs no case where a moderator accepted the same text of its author. That is looked
        up as the case is stored: cases are numbered in the order of their messages, and nothing is read before.
        """
        message = evaluation.message
        with self.joiner.taking(message) as give_back:
            if opened := await self._open(message, verdict, unless_accepted=True):
                return opened
            accepted = await self.store.judged.texts.find(message)
            if accepted is None:
                return None
            mild = accept(evaluation, accepted).verdict
            if mild.needs_no_case:
                give_back()
                return mild
            return await self._open(message, verdict)

    async def _find_acceptance(self, evaluation: Evaluation) -> Verdict | None:
        """Return the verdict by which a moderator's acceptance leaves a text alone; None without one."""
        accepted = await self.store.judged.texts.find(evaluation.message)
        mild = accept(evaluation, accepted).verdict
        return mild if mild.needs_no_case else None
