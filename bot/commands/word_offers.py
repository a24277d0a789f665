"""Words of a case that can be never counted from now on: those that drove its scores offer themselves."""

from collections.abc import Iterator, Sequence

from bot.alerts.alert import Alert
from bot.commands.context import CommandContext
from bot.commands.word_changes import add_line
from bot.commands.word_preview import preview_words
from bot.domain.case import CaseFile
from bot.domain.inline import RichText, Spoiler
from bot.domain.policy_overrides import WORD
from bot.domain.word_rules import NEVER
from bot.domain.word_terms import Term, parse_term
from bot.interactions.replies import LineButton, Menu, Refusal, Reply
from bot.interactions.word_requests import OfferWords

_MOST_OFFERED = 10
_LONGEST_OFFERED = 40
"""Characters of a term that still fits the id of a button."""


async def offer_words(context: CommandContext, command: OfferWords) -> Menu | Refusal:
    """Offer the words of a case; of one that was chosen, show what it would change, and ask back."""
    case_file = await context.find_case(command.case)
    if not isinstance(case_file, CaseFile):
        return case_file
    if command.term is not None:
        return await _propose(context, case_file, command.term)
    terms = _list_terms(await context.pipeline.alerts.build(case_file.case))
    if not terms:
        return Refusal(
            "no word of this case stands out, or its text is no longer kept",
            "word add names one yourself",
        )
    lines = (
        RichText("Which of these is harmless here? The rest of a message still counts."),
        RichText("Nothing is changed yet."),
    )
    choices = [
        LineButton(term, f'word case {command.case} "{term}"') for term in terms[:_MOST_OFFERED]
    ]
    return Menu(Reply(f"Never flag a word of case {command.case}", lines), tuple(choices))


async def _propose(context: CommandContext, case_file: CaseFile, written: str) -> Menu | Refusal:
    try:
        term = parse_term(written).text
    except ValueError as error:
        return Refusal(f'"{written}" cannot be an own word', str(error))
    community, message = context.request.community, case_file.case.message
    change = (community, f"{WORD}{term}", NEVER)
    after = await context.policies.preview(community, [change])
    preview = await preview_words(context, after)
    lines = (
        RichText(
            "Never count ", Spoiler(term), " from now on? What stands around it still counts."
        ),
        *preview.lines,
        RichText("Nothing is changed yet."),
    )
    places = [LineButton("Never, anywhere here", add_line(term, NEVER, None))]
    if message.channel and message.channel != community:
        places.append(LineButton("Only in its channel", add_line(term, NEVER, message.channel)))
    return Menu(Reply("Own word?", lines), tuple(places))


def _list_terms(alert: Alert) -> list[str]:
    """List the stretches that drove the scores of a case, and then their words, each once."""
    stretches = [piece.text for piece in alert.pieces if piece.label]
    words = [word for stretch in stretches for word in stretch.split()]
    return list(dict.fromkeys(_clean_terms([*stretches, *words])))


def _clean_terms(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        try:
            term = parse_term(text.strip(_MARKS)).text
        except ValueError:
            continue
        if len(term) <= _LONGEST_OFFERED and not Term(term).is_pattern and "*" not in term:
            yield term


_MARKS = " \t\n.,;:!?()[]{}<>|*_~`'\"#@-/"
