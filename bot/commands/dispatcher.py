"""Where people's requests are answered: who may ask is decided here, what they get in `commands`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import structlog

from bot.commands.appeal import appeal
from bot.commands.autocomplete import autocomplete
from bot.commands.buttons import can_decide, press_button
from bot.commands.case import look_up_case
from bot.commands.check import check
from bot.commands.context import CommandContext
from bot.commands.erase import erase_member
from bot.commands.export import export
from bot.commands.help import show_help
from bot.commands.home import show_home
from bot.commands.member_report import report_message
from bot.commands.policy_changes import set_exemption, set_mode, set_threshold
from bot.commands.report import make_report
from bot.commands.settings import show_settings
from bot.commands.user import look_up_member
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.domain.policy import Policy
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import (
    Appeal,
    Autocomplete,
    CanDecide,
    Check,
    Decide,
    Erase,
    Export,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ReportMessage,
    Request,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowHome,
    ShowSettings,
)
from bot.moderation.decisions import apply_decision
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_FOR_EVERYONE = (Appeal, ReportMessage, Help, ShowHome)


@dataclass(frozen=True, slots=True)
class CommandDispatcher:
    """Answers for one platform, over the same parts as its pipeline."""

    pipeline: Pipeline
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def dispatch(self, request: Request) -> Response:
        """Do what was asked, or say why not and what would help."""
        policy = await self.pipeline.policies.of(request.community)
        if refusal := _check_permission(request, policy):
            return refusal
        context = CommandContext(request, self.pipeline, policy, self.now)
        return await _HANDLERS[type(request.command)](context, request.command)

    async def resume_pending(self) -> None:
        """Finish what people pressed or appealed before a crash."""
        store, name = self.pipeline.store, self.pipeline.platform.name
        for number, place in await store.decisions.claim_pending(name):
            log.info("decision taken up again", case=number)
            await run_guarded(self._resume_decision(number, place), case=number)
        for number in await store.appeals.claim_pending(name):
            log.info("appeal taken up again", case=number)
            await run_guarded(self._resume_appeal(number), case=number)

    async def _resume_decision(self, number: int, place: int) -> None:
        case_file = await self._find(number)
        decision = case_file.decisions[place]
        by = Author(id=decision.by, name=decision.by_name)
        press = Decide(decision.button, number, decision.why)
        await apply_decision(self.pipeline, case_file, place, press=press, by=by)

    async def _resume_appeal(self, number: int) -> None:
        await self.pipeline.alert_appeal((await self._find(number)).case)

    async def _find(self, number: int) -> CaseFile:
        case_file = await self.pipeline.store.case_queries.find(number, within_days=1)
        assert case_file is not None, f"case {number} has a decision or an appeal, and is not there"
        return case_file


def _check_permission(request: Request, policy: Policy) -> Refusal | None:
    if not request.community and not isinstance(request.command, Appeal | Help):
        return Refusal("this is about a community", "ask it in one of its channels")
    if not isinstance(request.command, _FOR_EVERYONE) and not policy.is_moderator(request.by):
        return Refusal(
            "only moderators can do this",
            "who moderates here is said by the platform, or by moderator_ids in the policy",
        )
    return None


_HANDLERS: Mapping[type, Callable[[CommandContext, Any], Awaitable[Response]]] = MappingProxyType(
    {
        Appeal: appeal,
        Check: check,
        Erase: erase_member,
        Export: export,
        ReportMessage: report_message,
        Help: show_help,
        LookUpCase: look_up_case,
        LookUpMember: look_up_member,
        MakeReport: make_report,
        CanDecide: can_decide,
        Decide: press_button,
        SetExemption: set_exemption,
        SetMode: set_mode,
        SetThreshold: set_threshold,
        ShowHome: show_home,
        ShowSettings: show_settings,
        Autocomplete: autocomplete,
    }
)
"""Who answers what; a test compares it with `Ask`."""
