"""The command dispatcher: checks who may ask, and calls the handler of a command."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import structlog

from bot.commands.alert_channel import confirm_alert_channel
from bot.commands.appeal import appeal
from bot.commands.authorization import check_permission
from bot.commands.autocomplete import autocomplete
from bot.commands.buttons import can_decide, handle_decision
from bot.commands.case import look_up_case
from bot.commands.case_groups import decide_group
from bot.commands.change_action import change_action
from bot.commands.check import check
from bot.commands.context import CommandContext
from bot.commands.erase import erase_member, list_erasures
from bot.commands.export import export
from bot.commands.gathered import decide_all
from bot.commands.help import show_help
from bot.commands.help_desk import answer_member
from bot.commands.home import show_home
from bot.commands.member_notes import change_notes
from bot.commands.member_report import report_message
from bot.commands.policy_changes import set_exemption, set_mode, set_threshold
from bot.commands.purge import purge
from bot.commands.queue import release_case, show_queue, take_case
from bot.commands.report import make_report
from bot.commands.settings import show_settings
from bot.commands.surroundings import show_surroundings
from bot.commands.user import look_up_member
from bot.commands.word_changes import add_word, remove_word
from bot.commands.word_lookups import list_words, try_words
from bot.commands.word_offers import offer_words
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.domain.shards import ShardScope
from bot.interactions.desk_requests import (
    ChangeAction,
    DecideGroup,
    Purge,
    ReleaseCase,
    ShowQueue,
    ShowSurroundings,
    TakeCase,
)
from bot.interactions.replies import Response
from bot.interactions.requests import (
    Appeal,
    AskForHelp,
    Autocomplete,
    CanDecide,
    ChangeNotes,
    Check,
    ConfirmAlertChannel,
    Decide,
    DecideAll,
    Erase,
    Export,
    Help,
    ListErasures,
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
from bot.interactions.word_requests import AddWord, ListWords, OfferWords, RemoveWord, TryWords
from bot.moderation.decisions import apply_decision
from bot.moderation.pipeline import Pipeline
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CommandDispatcher:
    """The dispatcher of one platform, over the same parts as its pipeline.

    `now` is a clock; `serves` tells of a community whether this process is connected for it.
    """

    pipeline: Pipeline
    now: Callable[[], datetime]
    serves: Callable[[str], bool] = lambda _community: True

    async def dispatch(self, request: Request) -> Response:
        """Carry out the command of a request, or refuse it with a reason and a remedy."""
        policy = await self.pipeline.policies.resolve(request.community)
        if refusal := check_permission(request, policy):
            return refusal
        context = CommandContext(request, self.pipeline, policy, self.now, self.serves)
        return await _HANDLERS[type(request.command)](context, request.command)

    async def resume_pending(
        self, owners: Collection[str] | None = None, *, shards: ShardScope | None = None
    ) -> None:
        """Finish the decisions and appeals that a crash interrupted, by default of all that run no more."""
        store, name = self.pipeline.store, self.pipeline.platform.name
        insist = store.outage.insist
        for number, sequence in await insist(
            store.decisions.claim_pending, name, owners, shards=shards
        ):
            if (number, sequence) in self.pipeline.updates.decided:
                continue
            log.info("decision taken up again", case=number)
            await run_guarded(self._resume_decision(number, sequence), case=number)
        await self.resume_appeals(owners, shards=shards)

    async def resume_appeals(
        self, owners: Collection[str] | None = None, *, shards: ShardScope | None = None
    ) -> None:
        """Show the appeals that a crash, or another process, has left; by default of all that run no more."""
        store, name = self.pipeline.store, self.pipeline.platform.name
        claim = store.appeals.claim_pending
        for number in await store.outage.insist(claim, name, owners, shards=shards):
            log.info("appeal taken up", case=number)
            await run_guarded(self._resume_appeal(number), case=number)

    async def _resume_decision(self, number: int, sequence: int) -> None:
        case_file = await self._find(number)
        decision = case_file.decisions[sequence]
        by = Author(id=decision.by, name=decision.by_name)
        command = Decide(
            decision.button,
            number,
            decision.why,
            clear_days=decision.clear_days,
            is_change=decision.is_change,
        )
        await apply_decision(self.pipeline, case_file, sequence, command=command, by=by)
        await self.pipeline.alerts.redraw(case_file.case)

    async def _resume_appeal(self, number: int) -> None:
        await self.pipeline.alerts.show_appeal((await self._find(number)).case)

    async def _find(self, number: int) -> CaseFile:
        case_file = await self.pipeline.store.case_queries.find(number, within_days=1)
        assert case_file is not None, f"case {number} has a decision or an appeal, and is not there"
        return case_file


_HANDLERS: Mapping[type, Callable[[CommandContext, Any], Awaitable[Response]]] = MappingProxyType(
    {
        Appeal: appeal,
        AskForHelp: answer_member,
        Check: check,
        ConfirmAlertChannel: confirm_alert_channel,
        Erase: erase_member,
        ListErasures: list_erasures,
        Export: export,
        ReportMessage: report_message,
        Help: show_help,
        ChangeNotes: change_notes,
        LookUpCase: look_up_case,
        LookUpMember: look_up_member,
        MakeReport: make_report,
        CanDecide: can_decide,
        Decide: handle_decision,
        ChangeAction: change_action,
        DecideAll: decide_all,
        DecideGroup: decide_group,
        Purge: purge,
        ReleaseCase: release_case,
        ShowQueue: show_queue,
        ShowSurroundings: show_surroundings,
        TakeCase: take_case,
        SetExemption: set_exemption,
        SetMode: set_mode,
        SetThreshold: set_threshold,
        AddWord: add_word,
        RemoveWord: remove_word,
        ListWords: list_words,
        TryWords: try_words,
        OfferWords: offer_words,
        ShowHome: show_home,
        ShowSettings: show_settings,
        Autocomplete: autocomplete,
    }
)
"""The handler of each type of command; a test compares the keys with `Command`."""
