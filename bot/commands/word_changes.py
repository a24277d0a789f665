"""`/toxicity word add` and `remove`: a community's own words, laid over those of the policy file."""

from collections.abc import Sequence

from bot.commands.context import CommandContext
from bot.commands.policy_changes import resolve_scope, scope_text
from bot.commands.policy_preview import Preview
from bot.commands.word_preview import preview_words
from bot.domain.inline import RichText, Spoiler
from bot.domain.policy import Policy
from bot.domain.policy_overrides import WORD
from bot.domain.word_rules import MAX_TERMS, OFF, WordRule, merge_rules
from bot.domain.word_terms import Term
from bot.interactions.replies import Proposal, Refusal, Reply
from bot.interactions.word_requests import AddWord, RemoveWord

Changes = Sequence[tuple[str, str, str | None]]


async def add_word(context: CommandContext, command: AddWord) -> Reply | Proposal | Refusal:
    """Count a term never, or always, in a channel or everywhere."""
    channel = await resolve_scope(context, command.channel, is_reset=False)
    if isinstance(channel, Refusal):
        return channel
    known = await find_rule(context, context.policy, command.term, channel)
    if known and known.value == command.value:
        return Refusal(f"the own word holds already: {known.value}", "word list shows all of them")
    scope = channel or context.request.community
    if len(list(_table(context.policy, scope))) >= MAX_TERMS and not known:
        return Refusal(f"there are {MAX_TERMS} own words here", "word remove takes some away")
    changes = [
        *await _drop(context, command.term, scope),
        _change(scope, command.term, command.value),
    ]
    after = await context.policies.preview(context.request.community, changes)
    rule = await find_rule(context, after, command.term, channel)
    assert rule is not None, "an own word that was set holds"
    line = RichText(scope_text(channel), ": ", describe_rule(rule), ".")
    return await _carry_out(
        context, command, changes, line=line, typed=add_line(command.term, command.value, channel)
    )


async def remove_word(context: CommandContext, command: RemoveWord) -> Reply | Proposal | Refusal:
    """Let a term be a word as any other again, in a channel or everywhere, also one of the policy file."""
    channel = await resolve_scope(context, command.channel, is_reset=True)
    if isinstance(channel, Refusal):
        return channel
    if await find_rule(context, context.policy, command.term, channel) is None:
        return Refusal(
            "this is no own word here",
            "word list shows all of them; of one that holds in a channel alone, name the channel too",
        )
    scope = channel or context.request.community
    changes = list(await _drop(context, command.term, scope))
    after = await context.policies.preview(context.request.community, changes)
    if await find_rule(context, after, command.term, channel):  # of a wider place, or of the file
        changes.append(_change(scope, command.term, OFF))
    line = RichText(scope_text(channel), ": ", Spoiler(command.term), " is no own word any more.")
    words = ("word remove", quote_term(command.term), channel, "yes")
    return await _carry_out(
        context, command, changes, line=line, typed=" ".join(filter(None, words))
    )


async def find_rule(
    context: CommandContext, policy: Policy, term: str, channel: str | None
) -> WordRule | None:
    """Find the rule of a term in a channel, or in the whole community."""
    scopes = await scopes_of(context, channel)
    key = Term(term).key
    rules = merge_rules(policy.words_in(scopes))
    return next((rule for rule in rules if rule.term.key == key), None)


async def scopes_of(context: CommandContext, channel: str | None) -> tuple[str, ...]:
    """Return the scopes of a channel, narrow to wide; of None those of the whole community."""
    community, platform = context.request.community, context.pipeline.platform
    inner = await platform.scopes_of(channel, community) if channel else ()
    return (*inner, community)


def describe_rule(rule: WordRule) -> RichText:
    """Say what a rule means: "kys" always counts as threat, and is acted on."""
    if rule.label is None:
        return RichText(Spoiler(rule.term.text), " is never counted")
    does = "and is acted on" if rule.tier == "act" else "and is shown to the moderators"
    return RichText(Spoiler(rule.term.text), f" always counts as {rule.label}, {does}")


def quote_term(term: str) -> str:
    """Write a term as a line takes it: "kill the creep" in quotes."""
    return f'"{term}"' if " " in term else term


def add_line(term: str, value: str, channel: str | None) -> str:
    """Return the line that adds a word without asking back: ("kys", "threat act") -> "word add kys threat act yes"."""
    return " ".join(filter(None, ("word add", quote_term(term), value, channel, "yes")))


async def _carry_out(
    context: CommandContext,
    command: AddWord | RemoveWord,
    changes: Changes,
    *,
    line: RichText,
    typed: str,
) -> Reply | Proposal:
    """Change own words, or ask back where that would have changed what was decided."""
    community = context.request.community
    after = await context.policies.preview(community, changes)
    preview = Preview()
    if not command.is_confirmed:
        preview = await preview_words(context, after)
    if preview.asks_back or command.is_trial:
        return preview.propose("Own word", line, typed)
    await context.policies.change(community, changes, by=context.by)
    await context.announce("changed an own word. ", line)
    return Reply.of("Own word", line, *preview.lines)


async def _drop(context: CommandContext, term: str, scope: str) -> Changes:
    """Return the changes that drop what was set of a term in a scope, in whichever spelling."""
    key = Term(term).key
    overrides = await context.policies.list_overrides(context.request.community)
    return [
        (scope, each.key, None)
        for each in overrides
        if each.scope == scope
        and each.key.startswith(WORD)
        and Term(each.key.removeprefix(WORD)).key == key
    ]


def _change(scope: str, term: str, value: str) -> tuple[str, str, str | None]:
    return (scope, f"{WORD}{term}", value)


def _table(policy: Policy, scope: str) -> Sequence[str]:
    return [term for table in policy.words_in((scope,)) for term, _ in table.list_values()]
