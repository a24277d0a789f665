"""Button handling on Slack: under alerts, notices, replies and on the home page, and reason forms."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.views import View

from bot.domain.buttons import ID, Button, parse_custom_id
from bot.domain.gathered_cases import GATHERED_ID, parse_gathered_id
from bot.interactions.command_parser import parse_line
from bot.interactions.command_specs import FORM_QUESTIONS
from bot.interactions.replies import Answer, Refusal
from bot.interactions.requests import (
    CanDecide,
    Command,
    Decide,
    DecideAll,
    LookUpCase,
)
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.interactions.app_home import AppHome
from bot.platforms.slack.interactions.handler import NO_WINDOW, InteractionHandler
from bot.platforms.slack.interactions.views import (
    build_answer_modal,
    build_reason_form,
    build_wait_modal,
    parse_reason_form,
)
from bot.platforms.slack.outbound.alert_updates import MessageRef, MessageSnapshot, read_snapshot
from bot.platforms.slack.outbound.blocks import CARRY_OUT, OPEN, SHOW, parse_open_line

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_HOME = "home"
"""Metadata of modals that were opened from the home page, which is published again after a decision."""

_TRIGGER_ERRORS = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
"""Slack's codes for a press that opens no window any more: it was later than three seconds, or opened one."""

_EXPIRED = Refusal("Slack waits three seconds for me, and I was later", "press again")


class ButtonHandler:
    """Handler of presses. A button's id says all that is needed, so that it outlives a restart."""

    def __init__(self, handler: InteractionHandler, home: AppHome) -> None:
        self._handler = handler
        self._home = home

    def register(self, app: AsyncApp) -> None:
        """Register the listeners of buttons and forms on an app."""
        app.action(re.compile(rf"^{ID.pattern}$"))(self._on_press)
        app.action(re.compile(rf"^{GATHERED_ID.pattern}$"))(self._on_press_for_all)
        app.action(re.compile(rf"^{SHOW.pattern}$"))(self._on_show)
        app.action(re.compile(rf"^{OPEN.pattern}$"))(self._on_open)
        app.action(CARRY_OUT)(self._on_line)
        app.view(re.compile(rf"^{ID.pattern}$"))(self._on_submit)

    async def _on_press(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        parsed = parse_custom_id(body["actions"][0]["action_id"])
        assert parsed is not None  # as only our buttons come here
        button, case = parsed
        origin = _origin_of(body)
        answer = await self._decide(context, button, case)
        if answer is None:
            is_member = button is Button.APPEAL
            catalog = await self._handler.find_catalog(context) if is_member else {}
            form = build_reason_form(button, case, origin, catalog=catalog)
            await self._show_form(context, body, form)
            return
        if view := body.get("view"):
            await self._update(context, view["id"], build_answer_modal(answer, origin))
        else:
            is_ephemeral = body["container"].get("is_ephemeral", False)
            await self._handler.show(context, answer, is_instead=is_ephemeral)
        is_alert = origin and not body.get("view")
        snapshot = read_snapshot(body["message"]) if is_alert else None
        await self._update_origin(context, answer, origin, snapshot)

    async def _on_press_for_all(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Decide on all cases of a raid, and show the result to whoever pressed."""
        await ack()
        parsed = parse_gathered_id(body["actions"][0]["action_id"])
        assert parsed is not None  # as only our buttons come here
        await self._handler.show(
            context, await self._handler.request_answer(context, DecideAll(*parsed))
        )

    async def _on_line(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Carry out the line of a button, and show the result in place of what was pressed in.

        From the home page it is shown in a modal, and the page is drawn again.
        """
        await ack()
        command, view = parse_line(body["actions"][0]["value"]), body.get("view")
        if view is None:
            answer = await self._handler.request_answer(context, command)
            await self._handler.show(context, answer, is_instead=True)
            await self._handler.update_alert(answer)
            return
        origin = _origin_of(body)
        is_home = view["type"] == _HOME
        waiting = build_wait_modal(origin)
        view_id = await self._open(context, body, waiting) if is_home else view["id"]
        if view_id:
            answer = await self._handler.request_answer(context, command)
            await self._update(context, view_id, build_answer_modal(answer, origin))
            await self._update_origin(context, answer, origin)

    async def _decide(self, context: AsyncBoltContext, button: Button, case: int) -> Answer | None:
        """Request what a button says; None where a form asks for a reason first, of who may send it."""
        if button not in FORM_QUESTIONS:
            return await self._handler.request_answer(context, Decide(button, case))
        if button is Button.APPEAL:
            return None
        response = await self._handler.request(context, CanDecide(button, case))
        return response if isinstance(response, Refusal) else None

    async def _on_show(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Open a case for whoever pressed, if they may see it."""
        await ack()
        found = SHOW.fullmatch(body["actions"][0]["action_id"])
        assert found is not None  # as only our buttons come here
        await self._open_answer(context, body, LookUpCase(int(found[1])))

    async def _on_open(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Open what a button under an alert names for whoever pressed, if they may see it."""
        await ack()
        line = parse_open_line(body["actions"][0]["action_id"])
        await self._open_answer(context, body, parse_line(line))

    async def _open_answer(
        self, context: AsyncBoltContext, body: Mapping[str, Any], command: Command | Refusal
    ) -> None:
        """Open the answer to a command in a modal."""
        origin = _origin_of(body)
        if view_id := await self._open(context, body, build_wait_modal(origin)):
            answer = await self._handler.request_answer(context, command)
            await self._update(context, view_id, build_answer_modal(answer, origin))

    async def _show_form(
        self, context: AsyncBoltContext, body: Mapping[str, Any], form: View
    ) -> None:
        """Show a form, in the modal that somebody pressed in if it was one."""
        view = body.get("view")
        if view and view["type"] == "modal":
            await self._update(context, view["id"], form)
        else:
            await self._open(context, body, form)

    async def _on_submit(
        self, ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Carry out the command of a form that was sent, and show the answer in its place."""
        await ack(response_action="update", view=build_wait_modal())
        answer = await self._handler.request_answer(context, parse_reason_form(view))
        await self._update(context, view["id"], build_answer_modal(answer))
        await self._update_origin(context, answer, view.get("private_metadata", ""))

    async def _update_origin(
        self,
        context: AsyncBoltContext,
        answer: Answer,
        origin: str,
        snapshot: MessageSnapshot | None = None,
    ) -> None:
        """Update the home page or the alert that was pressed in."""
        if origin == _HOME:
            await self._home.publish(context)
        channel, _, ts = origin.partition(" ")
        ref = MessageRef(channel, ts) if ts else None
        await self._handler.update_alert(answer, ref, snapshot=snapshot)

    async def _open(
        self, context: AsyncBoltContext, body: Mapping[str, Any], view: View
    ) -> str | None:
        """Open a modal; returns its id. Where Slack opens none, tell the presser why, and return None."""
        workspace = self._handler.find_workspace(context)
        try:
            opened = await workspace.web.views_open(trigger_id=body["trigger_id"], view=view)
        except CALL_ERRORS as error:
            code = error_name(error)
            is_late = code in _TRIGGER_ERRORS
            if not is_late:
                log.warning("window not opened", error=code)
            await self._handler.tell(context, _EXPIRED if is_late else NO_WINDOW)
            return None
        return str(opened["view"]["id"])

    async def _update(self, context: AsyncBoltContext, view_id: str, view: View) -> None:
        """Replace what a modal shows, unless it was closed; tell the presser where Slack does not."""
        await self._handler.update_view(context, view_id, view)


def _origin_of(body: Mapping[str, Any]) -> str:
    """Return where something was pressed: "home", "C1 1700000000.000100" of an alert, else ""."""
    if view := body.get("view"):
        return _HOME if view["type"] == _HOME else str(view.get("private_metadata", ""))
    container = body["container"]
    is_kept = not container.get("is_ephemeral")
    return f"{container['channel_id']} {container['message_ts']}" if is_kept else ""
