"""Names for what rich text mentions: of the platform's directory, and of members also as in their latest case."""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.inline import ChannelMention, Inline, MemberMention, RichText, RoleMention
from bot.interactions.replies import Answer, CaseReply, Menu, Page, Refusal, Reply
from bot.interactions.requests import NameKind
from bot.moderation.pipeline import Pipeline
from bot.web.desk.rendering import Names

_MOST_LOOKED_UP = 10
"""Members whose names are looked up in their cases: a page that mentions more of them shows ids."""


async def find_names(pipeline: Pipeline, community: str, texts: Sequence[RichText | str]) -> Names:
    """Return the names of the members, channels and roles that texts mention."""
    directory = pipeline.platform.directory
    elements = [each for text in texts if isinstance(text, RichText) for each in text.elements]
    members = _ids(elements, MemberMention)
    found = {
        kind: await directory.find_names(kind, ids, community) if ids else {}
        for kind, ids in (
            (NameKind.MEMBER, members),
            (NameKind.CHANNEL, _ids(elements, ChannelMention)),
            (NameKind.ROLE, _ids(elements, RoleMention)),
        )
    }
    named = found[NameKind.MEMBER]
    unknown = [each for each in members if each not in named]
    as_in_cases = await _find_in_cases(pipeline, community, unknown[:_MOST_LOOKED_UP])
    return Names({**as_in_cases, **named}, found[NameKind.CHANNEL], found[NameKind.ROLE])


def list_texts(answer: Answer) -> Iterator[RichText]:
    """Yield every rich text of an answer."""
    if isinstance(answer, Refusal):
        return
    reply = answer if isinstance(answer, Reply) else answer.reply
    yield from reply.lines
    yield from (field.value for field in reply.fields)
    for quote in reply.quotes:
        yield from quote.lines
    if isinstance(answer, Page):
        for section in answer.sections:
            assert isinstance(section, Reply | CaseReply | Menu)
            yield from list_texts(section)


async def _find_in_cases(
    pipeline: Pipeline, community: str, members: Sequence[str]
) -> dict[str, str]:
    platform, queries = pipeline.platform.name, pipeline.store.case_queries
    latest = [await queries.latest(platform, community, author=each, limit=1) for each in members]
    return {
        rows[0].case.message.author.id: rows[0].case.message.author.name for rows in latest if rows
    }


def _ids(
    elements: Iterable[Inline], kind: type[MemberMention | ChannelMention | RoleMention]
) -> list[str]:
    return list(dict.fromkeys(each.id for each in elements if isinstance(each, kind) and each.id))
