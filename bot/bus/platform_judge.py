"""Platform judge: what a worker does with a message of one platform, to which it has no connection."""

from dataclasses import dataclass, field
from functools import partial

from bot.bus.envelope import Envelope
from bot.domain.message import Message
from bot.moderation.evaluation import Evaluation
from bot.moderation.judging import Judge
from bot.moderation.recording import CaseRecorder, Recorded
from bot.moderation.split_messages import MessageJoiner
from bot.moderation.tally import Tally
from bot.runtime.overflow import submit_when_room
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import Duplicate, Failed, PipelineResult
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class PlatformJudge:
    """Judge of one platform's messages, which records what is to be done for whoever is connected."""

    judge: Judge
    store: Store
    stats: PlatformStats
    tally: Tally = field(init=False)
    recorder: CaseRecorder = field(init=False)

    def __post_init__(self) -> None:
        """Make the parts that share what it was given."""
        object.__setattr__(self, "tally", Tally(self.stats.platform, self.store, self.judge))
        recorder = CaseRecorder(self.store, self.judge.policies, MessageJoiner())
        object.__setattr__(self, "recorder", recorder)

    async def record(self, envelope: Envelope) -> Recorded:
        """Judge a message, alone and with those before it, and record what is to be done."""
        times = self.stats.decision_times
        began_at = times.now()
        evaluation = await self._judge(envelope)
        times.note(began_at=began_at)
        return await self.recorder.record(evaluation)

    def count(self, message: Message, result: Recorded | Failed) -> PipelineResult:
        """Count a message by what became of it."""
        answer = _to_result(result)
        if kind := self.stats.books.record(message, answer):
            self.tally.count(kind, message.community, at=message.sent_at)
        if isinstance(result, Recorded) and result.left_alone:
            self.tally.note_near(message, result.left_alone)
        return answer

    async def _judge(self, envelope: Envelope) -> Evaluation:
        """Judge a message; those before it that have a case by now are no parts of another."""
        message, earlier = envelope.message, list(envelope.earlier)
        while True:
            find_earlier = partial(tuple, earlier)
            evaluation: Evaluation = await submit_when_room(
                self.judge.judge, message, find_earlier=find_earlier
            )
            parts = {part.id for part in earlier}.intersection(evaluation.message.parts)
            taken = await self.store.handed_cases.find_taken(message, parts) if parts else set()
            if not taken:
                return evaluation
            earlier = [part for part in earlier if part.id not in taken]


def _to_result(result: Recorded | Failed) -> PipelineResult:
    if isinstance(result, Failed):
        return result
    if result.case:
        return result.case
    if result.left_alone:
        return result.left_alone
    return result.version.case if result.version else Duplicate()
