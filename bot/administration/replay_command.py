"""`parley replay`: stored scores decided on again by another policy, beside the one that holds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from bot.config.contradictions import refuse_contradictions
from bot.config.database_url import parse_url
from bot.config.settings import Settings
from bot.domain.policy import Policy
from bot.domain.policy_overrides import apply_overrides
from bot.domain.replay import Replay, WordCounts, replay
from bot.moderation.word_replay import WordJudge
from bot.platforms.registry import choose_policy
from bot.reports.replay_text import action_counts, example_text, label_text, words_text
from bot.store.database.engine import open_database
from bot.store.store import Store
from classifier import Scorer, load

_MOST_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Scope:
    """Scope of a replay: the scores of these days, of one community or of all."""

    days: int
    platform: str | None = None
    community: str | None = None

    def includes(self, platform: str, community: str) -> bool:
        """Return whether a community is replayed."""
        is_platform = self.platform in (None, platform)
        return is_platform and self.community in (None, community)


async def run(settings: Settings, current: Policy | None, new: Policy, scope: Scope) -> None:
    """Print what a policy would change, a community after the other.

    Raises:
        StoreError: the database cannot be used.
        SettingsError: the policy contradicts itself.
    """
    scorer = load(settings.bundle)
    refuse_contradictions(new, scorer.thresholds)
    console = Console()
    async with _open_store(settings) as store:
        found = [
            each for each in await store.stored_scores.list_communities() if scope.includes(*each)
        ]
        for platform, community in found:
            before = choose_policy(platform, current)
            done, words = await _replay(
                store,
                (platform, community),
                policies=(before, new),
                scorer=scorer,
                days=scope.days,
            )
            console.print(f"{platform} {community}", style="bold", highlight=False)
            _print(console, done, scope.days)
            if words != WordCounts():
                console.print(words_text(words), style="dim", highlight=False)
    if not found:
        console.print("no scores are stored of that; `parley run` keeps them as messages come by")


@asynccontextmanager
async def _open_store(settings: Settings) -> AsyncIterator[Store]:
    engine = await open_database(parse_url(settings.database))
    try:
        yield Store(engine, model="")
    finally:
        await engine.dispose()


async def _replay(
    store: Store,
    where: tuple[str, str],
    *,
    policies: tuple[Policy, Policy],
    scorer: Scorer,
    days: int,
) -> tuple[Replay, WordCounts]:
    """Replay a community, with what was set there with /toxicity laid over both policies."""
    overrides = await store.policy_overrides.find(*where)
    before, after = (apply_overrides(policy, overrides) for policy in policies)
    since = datetime.now(UTC) - timedelta(days=days)
    stored = await store.stored_scores.find(*where, since=since)
    judge = WordJudge(scorer, before, after)
    return replay(stored, before, after, judge=judge), judge.counts


def _print(console: Console, done: Replay, days: int) -> None:
    others = done.messages - done.cases
    console.print(
        f"{done.messages:,} messages of the last {days} days ({done.cases:,} cases, {others:,} near a "
        f"threshold); {len(done.changes):,} would be decided on differently",
        highlight=False,
    )
    if not done.changes:
        return
    labels = [(label_text(key), count) for key, count in done.by_label().most_common()]
    _print_counts(console, "action", action_counts(done))
    _print_counts(console, "label", labels)
    _print_counts(console, "channel", done.by_place().most_common())
    for change in done.examples(_MOST_EXAMPLES):
        console.print(example_text(change), style="dim", highlight=False)


def _print_counts(console: Console, name: str, counts: Sequence[tuple[str, int]]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column(f"by {name}", header_style="dim", overflow="fold")
    table.add_column("messages", header_style="dim", justify="right")
    for key, count in counts:
        table.add_row(key, f"{count:,}")
    console.print(table)
