"""Where people's requests are answered: who may ask is decided here, what they get in `commands`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import structlog

from bot.commands.appeal import appeal
from bot.commands.autocomplete import suggest
from bot.commands.buttons import may_press
from bot.commands.buttons import press as press_button
from bot.commands.case import look_up_case
from bot.commands.check import check
from bot.commands.context import Asked
from bot.commands.erase import erase_member
from bot.commands.export import export
from bot.commands.help import help_out
from bot.commands.home import show_home
from bot.commands.member_report import flag_message
from bot.commands.policy_changes import set_exemption, set_mode, set_threshold
from bot.commands.report import make_report
from bot.commands.settings import show_settings
from bot.commands.user import look_up_member
from bot.domain.case import Dossier
from bot.domain.message import Author
from bot.domain.policy import Policy
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import (
    Appeal,
    Check,
    Erase,
    Export,
    FlagMessage,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    MayPress,
    Press,
    Request,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowHome,
    ShowSettings,
    Suggest,
)
from bot.moderation.decisions import carry_out_press
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import survive

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_FOR_EVERYONE = (Appeal, FlagMessage, Help, ShowHome)


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers for one platform, over the same parts as its pipeline."""

    pipeline: Pipeline
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def answer(self, request: Request) -> Response:
        """Do what was asked, or say why not and what would help."""
        policy = await self.pipeline.policies.of(request.community)
        if refusal := _refuse(request, policy):
            return refusal
        asked = Asked(request, self.pipeline, policy, self.now)
        return await _ANSWERS[type(request.ask)](asked, request.ask)

    async def take_up(self) -> None:
        """Finish what people pressed or appealed before a crash."""
        store, name = self.pipeline.store, self.pipeline.platform.name
        for number, place in await store.decisions.take_up(name):
            log.info("decision taken up again", case=number)
            await survive(self._press_again(number, place), case=number)
        for number in await store.appeals.take_up(name):
            log.info("appeal taken up again", case=number)
            await survive(self._show_again(number), case=number)

    async def _press_again(self, number: int, place: int) -> None:
        dossier = await self._find(number)
        decision = dossier.decisions[place]
        by = Author(id=decision.by, name=decision.by_name)
        press = Press(decision.button, number, decision.why)
        await carry_out_press(self.pipeline, dossier, place, press=press, by=by)

    async def _show_again(self, number: int) -> None:
        await self.pipeline.show_appeal((await self._find(number)).case)

    async def _find(self, number: int) -> Dossier:
        dossier = await self.pipeline.store.dossiers.find(number, within_days=1)
        assert dossier is not None, f"case {number} has a decision or an appeal, and is not there"
        return dossier


def _refuse(request: Request, policy: Policy) -> Refusal | None:
    if not request.community and not isinstance(request.ask, Appeal | Help):
        return Refusal("this is about a community", "ask it in one of its channels")
    if not isinstance(request.ask, _FOR_EVERYONE) and not policy.is_moderator(request.by):
        return Refusal(
            "only moderators can do this",
            "who moderates here is said by the platform, or by moderator_ids in the policy",
        )
    return None


_ANSWERS: Mapping[type, Callable[[Asked, Any], Awaitable[Response]]] = MappingProxyType(
    {
        Appeal: appeal,
        Check: check,
        Erase: erase_member,
        Export: export,
        FlagMessage: flag_message,
        Help: help_out,
        LookUpCase: look_up_case,
        LookUpMember: look_up_member,
        MakeReport: make_report,
        MayPress: may_press,
        Press: press_button,
        SetExemption: set_exemption,
        SetMode: set_mode,
        SetThreshold: set_threshold,
        ShowHome: show_home,
        ShowSettings: show_settings,
        Suggest: suggest,
    }
)
"""Who answers what; a test compares it with `Ask`."""
