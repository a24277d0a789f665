"""`kill -9` at each point of posting a digest: moderators get it, and get it once."""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import URL

from bot.store.database.leases import is_unleased
from bot.store.database.tables import digest_runs, processes, shard_leases
from bot.store.store import Store
from tests.bot.store.conftest import open_engine
from tests.fakes.messages import NOON
from tests.fakes.waiting import TIMEOUT
from tests.kill_clubs import Club, open_club
from tests.kill_matrix import ending, read_log, start_bot

POINTS = {
    "discord": ("before digest", "after digest", "digest recorded"),
    "slack": ("before digest", "before chart", "after chart", "after digest", "digest recorded"),
}
POLICY = """
mode = "enforce"
alerts = ["{}"]
[digest]
every = "day"
at = "00:00"
"""


def count_posted(club: Club) -> dict[str, int]:
    """Count the digests and the charts in the alert channel."""
    shown = club.server.shown(club.alert_channel)
    return {
        "digests": sum("The day in moderation" in str(each) for each in shown),
        "charts": sum(len(each.get("attachments") or each.get("files") or ()) for each in shown),
    }


async def miss_a_digest(club: Club, address: URL) -> None:
    """Record a community whose last digest was long ago."""
    async with open_engine(address) as engine:
        store = Store(engine, model="stand-in")
        store.counters.count("scored", platform=club.name, community=club.community, at=NOON)
        await store.counters.flush()
        await store.digest_runs.begin(club.name, club.community, due_at=NOON, now=NOON)


async def wait_until_left(address: URL) -> None:
    """Wait until the database has ended the session of a process that died, and end its leases."""
    async with (
        open_engine(address) as engine,
        asyncio.timeout(TIMEOUT),
        engine.connect() as connection,
    ):
        left = select(digest_runs.c.community).where(is_unleased(digest_runs, engine))
        while not (await connection.execute(left)).all():
            await connection.rollback()
        await connection.execute(delete(processes))
        await connection.execute(update(shard_leases).values(until=NOON))
        await connection.commit()


@pytest.mark.parametrize(
    ("platform", "point"), [(each, point) for each, points in POINTS.items() for point in points]
)
async def test_killed_anywhere_it_posts_a_digest_and_its_chart_once(
    platform: str, point: str, address: URL, tmp_path: Path
) -> None:
    async with open_club(platform) as club, ending() as processes:
        await miss_a_digest(club, address)
        (tmp_path / "policy.toml").write_text(POLICY.format(club.alert_channel))
        doomed = await start_bot(club, address, tmp_path, dies_at=point)
        processes.append(doomed)
        log = await read_log(doomed)
        assert doomed.returncode == -signal.SIGKILL, log
        await wait_until_left(address)
        again = await start_bot(club, address, tmp_path)
        processes.append(again)
        await club.wait_until_connected()
        await club.say("you buffoon", "late")
        await club.server.until(lambda: club.count_alerts() and all(count_posted(club).values()))
        again.terminate()
        log = await read_log(again)
        assert again.returncode == 0, log
        assert count_posted(club) == {"digests": 1, "charts": 1}, log
