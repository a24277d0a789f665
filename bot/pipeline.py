"""The line that every message passes: clean, score, decide, record, act, record, alert."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions import Actor, carry_out
from bot.alerts import render
from bot.answer import Answer, Redelivered
from bot.case import Case
from bot.deeds import prepare
from bot.message import Message
from bot.platform import Platform
from bot.policy import Mode, Policy
from bot.scoring import Overflow, Scoring
from bot.store.cases import Cases
from bot.verdict import decide
from classifier import Label, Threshold, clean


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything the line needs, for one platform.

    `actors` say who acts in each mode: the platform itself, or one that only pretends.
    """

    platform: Platform
    actors: Mapping[Mode, Actor]
    policy: Policy
    calibrated: Mapping[Label, Threshold]
    scoring: Scoring
    cases: Cases

    async def moderate(self, message: Message) -> Answer:
        """The whole way of one message."""
        text = clean(message.text)
        scores = await self.scoring.score(text)
        if isinstance(scores, Overflow):
            return scores
        verdict = decide(self.policy, message, scores=scores, calibrated=self.calibrated)
        if verdict.asks_nothing:
            return verdict
        case = await self.cases.open(message, verdict)
        return Redelivered() if case is None else await self.finish(case)

    async def finish(self, case: Case) -> Case:
        """Do what is recorded and not yet done: also for the cases that a crash left behind."""
        if case.outcome is None:
            actor = self.actors[case.verdict.mode]
            deed = prepare(case, case.verdict.action, supported=actor.supported)
            outcome = await carry_out(deed, actor=actor)
            case = await self.cases.close(case, outcome)
        spans = await self.scoring.explain(clean(case.message.text))
        await self.platform.alert(render(case, spans))
        await self.cases.mark_alerted(case)
        return case
