"""The buttons under alerts, notices, replies and on the page, and the forms that ask why."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.domain.buttons import ID, Button, parse_custom_id
from bot.interactions.command_specs import FORM_QUESTIONS
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import CanDecide, Decide, LookUpCase
from bot.platforms.slack.connection.api_errors import read_error
from bot.platforms.slack.interactions.app_home import AppHome
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.views import make_answer, make_form, make_wait, read_form
from bot.platforms.slack.outbound.alert_updates import MessageRef, MessageSnapshot, read_snapshot
from bot.platforms.slack.outbound.blocks import SHOW

_HOME = "home"
"""Remarked in windows that were opened from the page, which is drawn anew after a decision."""

_LATE = Refusal("Slack waits three seconds for me, and I was later", "press again")


class ButtonHandler:
    """Takes what is pressed. An id says all that is needed, so that buttons outlive a restart."""

    def __init__(self, asking: InteractionHandler, home: AppHome) -> None:
        self._asking = asking
        self._home = home

    def register(self, app: AsyncApp) -> None:
        """Put what listens to buttons and to forms on the app."""
        app.action(re.compile(rf"^{ID.pattern}$"))(self._press)
        app.action(re.compile(rf"^{SHOW.pattern}$"))(self._show)
        app.view(re.compile(rf"^{ID.pattern}$"))(self._fill_in)

    async def _press(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        named = parse_custom_id(body["actions"][0]["action_id"])
        assert named is not None  # as only our buttons come here
        button, case = named
        remark = _note_origin(body)
        response = await self._ask(context, button, case)
        if response is None:
            await self._ask_why(context, body, make_form(button, case, remark))
            return
        if view := body.get("view"):
            await self._update(context, view["id"], make_answer(response, remark))
        else:
            is_ephemeral = body["container"].get("is_ephemeral", False)
            await self._asking.show(context, response, is_instead=is_ephemeral)
        is_alert = remark and not body.get("view")
        pressed = read_snapshot(body["message"]) if is_alert else None
        await self._follow_up(context, response, remark, pressed)

    async def _ask(self, context: AsyncBoltContext, button: Button, case: int) -> Response | None:
        """What comes of a press; None where a form asks why first, of who may send it."""
        if button not in FORM_QUESTIONS:
            return await self._asking.request(context, Decide(button, case))
        if button is Button.APPEAL:
            return None
        response = await self._asking.request(context, CanDecide(button, case))
        return response if isinstance(response, Refusal) else None

    async def _show(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Open a case before whoever pressed, if they may see it."""
        await ack()
        found = SHOW.fullmatch(body["actions"][0]["action_id"])
        assert found is not None  # as only our buttons come here
        remark = _note_origin(body)
        if window := await self._open(context, body, make_wait(remark)):
            response = await self._asking.request(context, LookUpCase(int(found[1])))
            await self._update(context, window, make_answer(response, remark))

    async def _ask_why(
        self, context: AsyncBoltContext, body: Mapping[str, Any], form: View
    ) -> None:
        """Show the form, in the window that somebody pressed in if it was one."""
        view = body.get("view")
        if view and view["type"] == "modal":
            await self._update(context, view["id"], form)
        else:
            await self._open(context, body, form)

    async def _fill_in(
        self, ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """A form was sent: say in its place what came of it."""
        await ack(response_action="update", view=make_wait())
        response = await self._asking.request(context, read_form(view))
        await self._update(context, view["id"], make_answer(response))
        await self._follow_up(context, response, view.get("private_metadata", ""))

    async def _follow_up(
        self,
        context: AsyncBoltContext,
        response: Response,
        remark: str,
        pressed: MessageSnapshot | None = None,
    ) -> None:
        """Show what came of it where it was pressed, too."""
        if remark == _HOME:
            await self._home.publish(context)
        channel, _, ts = remark.partition(" ")
        place = MessageRef(channel, ts) if ts else None
        await self._asking.update_alert(response, place, pressed=pressed)

    async def _open(
        self, context: AsyncBoltContext, body: Mapping[str, Any], view: View
    ) -> str | None:
        """Open a window; returns its id, None where Slack would not wait for it."""
        workspace = self._asking.find_workspace(context)
        try:
            opened = await workspace.web.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            if read_error(error) != "expired_trigger_id":
                raise
            if context.response_url:
                await self._asking.show(context, _LATE)
            return None
        return str(opened["view"]["id"])

    async def _update(self, context: AsyncBoltContext, window: str, view: View) -> None:
        """Show something else in a window, unless it was closed."""
        workspace = self._asking.find_workspace(context)
        try:
            await workspace.web.views_update(view_id=window, view=view)
        except SlackApiError as error:
            if read_error(error) != "not_found":
                raise


def _note_origin(body: Mapping[str, Any]) -> str:
    """Where something was pressed: "home", "C1 1700000000.000100" of an alert, else ""."""
    if view := body.get("view"):
        return _HOME if view["type"] == _HOME else str(view.get("private_metadata", ""))
    container = body["container"]
    is_kept = not container.get("is_ephemeral")
    return f"{container['channel_id']} {container['message_ts']}" if is_kept else ""
