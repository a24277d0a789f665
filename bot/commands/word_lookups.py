"""`/toxicity word list` and `test`: the own words that hold, and those that a text has."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bot.alerts.alert import count_text, split_pieces
from bot.commands.check import make_message
from bot.commands.context import CommandContext
from bot.commands.policy_changes import resolve_scope, scope_text
from bot.commands.word_changes import scopes_of
from bot.domain.inline import MemberMention, RichText, Spoiler
from bot.domain.policy_overrides import WORD, StoredOverride
from bot.domain.word_hits import WordHit, hit_spans
from bot.domain.word_rules import NEVER, WordRule, merge_rules
from bot.domain.word_terms import Term
from bot.interactions.replies import Field, File, FileReply, Refusal, Reply
from bot.interactions.word_requests import ListWords, TryWords
from bot.reports.csv_formulas import escape_formula

_MOST_SHOWN = 20
"""Own words that are shown in a reply; more come as a file."""


async def list_words(context: CommandContext, command: ListWords) -> Reply | FileReply | Refusal:
    """List the own words in force, and who set them."""
    channel = await resolve_scope(context, command.channel, is_reset=True)
    if isinstance(channel, Refusal):
        return channel
    scopes = await scopes_of(context, channel) if channel else context.request.scopes
    rules = merge_rules(context.policy.words_in(scopes))
    overrides = await context.policies.list_overrides(context.request.community)
    where = scope_text(channel) if channel else "Here"
    if not rules:
        return Reply.of("Own words", RichText(where, ": none. word add makes one."))
    origins = _find_origins(rules, overrides, scopes)
    title = f"Own words: {len(rules)}"
    lines = (RichText(where, f": {count_text(len(rules), 'own word')} in force."),)
    if len(rules) > _MOST_SHOWN:
        file = File("own-words.csv", "".join(_to_csv(rules, origins)).encode(), "text/csv")
        return FileReply(Reply(title, (*lines, RichText("All of them are in the file."))), (file,))
    return Reply(title, lines, fields=tuple(_list_fields(rules, origins)))


async def try_words(context: CommandContext, command: TryWords) -> Reply:
    """Show the own words of a text, as if a member said it here. Nothing is recorded."""
    message = make_message(context.request, command.text, at=context.now())
    evaluation = await context.evaluate(message)
    text, hits = evaluation.message.text, evaluation.verdict.words
    rules = merge_rules(context.policy.words_in(context.request.scopes))
    none = RichText(f"None of the {count_text(len(rules), 'own word')} that hold here is in it.")
    return Reply(
        f"{count_text(len(hits), 'own word')} in it",
        tuple(_hit_text(hit, text) for hit in hits) or (none,),
        quote=split_pieces(text, hit_spans(hits)),
    )


def _hit_text(hit: WordHit, text: str) -> RichText:
    """Say what was found: "kys" (threat: delete), written "k.y.s"."""
    written = dict.fromkeys(text[begin:end] for begin, end in hit.spans)
    meaning = "never counted" if hit.label is None else f"{hit.label}: {hit.action.value}"
    found = RichText.join(", ", map(Spoiler, written))
    return RichText(Spoiler(hit.term), f" ({meaning}), written ", found)


def _find_origins(
    rules: Sequence[WordRule], overrides: Sequence[StoredOverride], scopes: Sequence[str]
) -> dict[str, StoredOverride | None]:
    """Find what set each own word in the chat; None for one of the policy file."""
    order = {scope: place for place, scope in enumerate(scopes)}
    set_here = [each for each in overrides if each.key.startswith(WORD) and each.scope in order]
    found: dict[str, StoredOverride] = {}
    for each in sorted(set_here, key=lambda override: order[override.scope]):
        found.setdefault(Term(each.key.removeprefix(WORD)).key, each)
    return {rule.term.key: found.get(rule.term.key) for rule in rules}


def _list_fields(
    rules: Sequence[WordRule], origins: Mapping[str, StoredOverride | None]
) -> Iterator[Field]:
    """List the terms under what they mean, behind spoilers: they may be as bad as what is said with them."""
    ordered = sorted(rules, key=lambda rule: (rule.value, rule.term.key))
    for value, group in groupby(ordered, key=lambda rule: rule.value):
        title = "Never counted" if value == NEVER else f"Always: {value.replace(' ', ', ')}"
        terms = (_term_text(rule, origins[rule.term.key]) for rule in group)
        yield Field(title, RichText.join("\n", terms))


def _term_text(rule: WordRule, origin: StoredOverride | None) -> RichText:
    term = Spoiler(rule.term.text)
    if origin is None:
        return RichText(term, " (policy file)")
    when = f", {origin.set_at:%Y-%m-%d}" if origin.set_at else ""
    return RichText(term, " (", MemberMention(origin.by), f"{when})")


def _to_csv(
    rules: Sequence[WordRule], origins: Mapping[str, StoredOverride | None]
) -> Iterator[str]:
    yield "term,counts,set by,on\r\n"
    for rule in rules:
        origin = origins[rule.term.key]
        by, at = (origin.by, origin.set_at) if origin else ("policy file", None)
        row = (escape_formula(rule.term.text), rule.value, by, f"{at:%Y-%m-%d}" if at else "")
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()
