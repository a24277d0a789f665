"""Texts about actions and labels: one row each, so that a new one cannot be forgotten anywhere. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.actions import Action
from classifier import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionText:
    """Texts about an action; "" where there is nothing to say."""

    done: str
    """In an alert, once it was done: "timed out"."""
    response: str
    """After "This would be": "answered with a timeout"."""
    infinitive: str
    """After "The policy would": "delete it"."""
    right: str = ""
    """After "you may not": "delete messages"."""
    notice_title: str = ""
    """Of the notice to the author; `{duration}` is that of a timeout."""
    correction: str = ""
    """Of the message that takes such a notice back, where it was sent before a deed that failed."""
    undone: str = ""
    """In a reply, once it was undone."""
    not_undone: str = ""
    """In a reply, where it cannot be undone."""
    mended: str = ""
    """To its author, once it was undone."""
    not_mended: str = ""
    """To its author, where it cannot be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelText:
    """Texts about a label."""

    name: str
    """As a person reads it: "severely toxic"."""
    adjective: str
    """Of a message, for its author: "very hurtful"."""


ACTION_TEXTS: Mapping[Action, ActionText] = MappingProxyType(
    {
        Action.NONE: ActionText(
            done="nothing done", response="left alone", infinitive="do nothing"
        ),
        Action.FLAG: ActionText(
            done="flagged", response="flagged", infinitive="show it to the moderators"
        ),
        Action.WARN: ActionText(
            done="warned",
            response="answered with a warning",
            infinitive="warn its author",
            notice_title="Please mind how you write to others",
            not_undone="The warning cannot be unsaid.",
        ),
        Action.DELETE: ActionText(
            done="deleted",
            response="deleted",
            infinitive="delete it",
            right="delete messages",
            notice_title="Your message was deleted",
            undone="What was named is back as it was.",
            mended="It is back as it was.",
            not_mended="The message itself cannot be brought back. You can post it again.",
        ),
        Action.TIMEOUT: ActionText(
            done="timed out",
            response="answered with a timeout",
            infinitive="delete it and silence its author for a while",
            right="time people out",
            notice_title="You cannot write here for {duration}",
            undone="The timeout was lifted.",
            not_undone="The timeout cannot be lifted from here.",
            mended="You can write here again.",
        ),
        Action.KICK: ActionText(
            done="kicked",
            response="answered with a kick",
            infinitive="delete it and kick its author",
            right="kick people",
            notice_title="You were removed from here",
            correction="You were not removed after all",
            undone="They are in the channel again.",
            not_undone="The kick cannot be taken back: invite them again.",
            mended="You are in the channel again.",
            not_mended="You can join here again with an invitation.",
        ),
        Action.BAN: ActionText(
            done="banned",
            response="answered with a ban",
            infinitive="delete it and ban its author",
            right="ban people",
            notice_title="You were banned from here",
            correction="You were not banned after all",
            undone="The ban was lifted.",
            not_undone="The ban cannot be lifted from here.",
            mended="You are no longer banned, and can join here again with an invitation.",
        ),
    }
)

LABEL_TEXTS: Mapping[Label, LabelText] = MappingProxyType(
    {
        Label.TOXIC: LabelText(name="toxic", adjective="hurtful"),
        Label.SEVERE_TOXIC: LabelText(name="severely toxic", adjective="very hurtful"),
        Label.OBSCENE: LabelText(name="obscene", adjective="obscene"),
        Label.THREAT: LabelText(name="threat", adjective="threatening"),
        Label.INSULT: LabelText(name="insult", adjective="insulting"),
        Label.IDENTITY_HATE: LabelText(
            name="identity hate", adjective="hateful about a group of people"
        ),
    }
)
