"""Answers in the language of the person who asked: what is a phrase is said, anything else stays as it is. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from bot.domain.inline import Inline, RichText
from bot.domain.phrases import Catalog, ModeratorPhrase, Phrase, say
from bot.interactions.replies import (
    Answer,
    CaseReply,
    CaseUpdate,
    FileReply,
    Menu,
    Page,
    Proposal,
    Refusal,
    Reply,
)


def has_phrases(answer: Answer) -> bool:
    """Tell whether anything in an answer can be said in other languages: what members read, not moderators."""
    match answer:
        case Refusal():
            return _is_for_members(answer.reason)
        case Reply():
            return any(map(_is_for_members, _list_texts(answer)))
        case CaseReply() | CaseUpdate() | FileReply() | Menu() | Proposal() | Page():
            return has_phrases(answer.reply)
        case _:
            assert_never(answer)


def _is_for_members(text: Inline) -> bool:
    return isinstance(text, Phrase) and not isinstance(text, ModeratorPhrase)


def say_answer(answer: Answer, catalog: Catalog) -> Answer:
    """Return an answer in a catalogue's language, where it has phrases."""
    if not catalog or not has_phrases(answer):
        return answer
    match answer:
        case Refusal():
            return replace(
                answer,
                reason=say(answer.reason, catalog),
                remedy=say(answer.remedy, catalog),
                title=say(answer.title, catalog),
            )
        case Reply():
            return _say_reply(answer, catalog)
        case Page():
            return Page(
                _say_reply(answer.reply, catalog),
                tuple(_say_section(section, catalog) for section in answer.sections),
            )
        case CaseReply() | CaseUpdate() | FileReply() | Menu() | Proposal():
            return replace(answer, reply=_say_reply(answer.reply, catalog))
        case _:
            assert_never(answer)


def _list_texts(reply: Reply) -> Iterator[Inline]:
    yield reply.title
    for line in reply.lines:
        yield from line.elements


def _say_section(section: Reply | CaseReply | Menu, catalog: Catalog) -> Reply | CaseReply | Menu:
    match section:
        case Reply():
            return _say_reply(section, catalog)
        case Menu():
            return replace(section, reply=_say_reply(section.reply, catalog))
        case CaseReply():
            return replace(
                section,
                reply=_say_reply(section.reply, catalog),
                appeal_caption=say(section.appeal_caption, catalog),
            )
        case _:
            assert_never(section)


def _say_reply(reply: Reply, catalog: Catalog) -> Reply:
    return replace(
        reply,
        title=say(reply.title, catalog),
        lines=tuple(
            RichText(
                *(say(each, catalog) if isinstance(each, str) else each for each in line.elements)
            )
            for line in reply.lines
        ),
    )
