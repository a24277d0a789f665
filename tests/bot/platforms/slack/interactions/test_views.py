"""Slack's views: the form that asks for a reason, and what it is read as."""

import pytest
from slack_sdk.models.views import View

from bot.domain.buttons import Button
from bot.interactions.command_specs import FORM_QUESTIONS, make_decision
from bot.platforms.slack.interactions.views import (
    build_reason_form,
    build_wait_modal,
    parse_reason_form,
)


@pytest.mark.parametrize("button", FORM_QUESTIONS)
def test_a_form_is_read_as_it_was_filled_in(button: Button) -> None:
    form = build_reason_form(button, 7, "home").to_dict()
    (block,) = form["blocks"]
    field = block["element"]["action_id"]
    for said, why in (("a joke", "a joke"), (None, "")):
        state = {"values": {block["block_id"]: {field: {"value": said}}}}
        assert parse_reason_form({**form, "state": state}) == make_decision(button, 7, why)
    assert form["private_metadata"] == "home"
    assert View(**build_wait_modal().to_dict()).title is not None
