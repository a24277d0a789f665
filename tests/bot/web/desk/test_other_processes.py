"""A desk of one of several processes: it shows the servers of its own, and says of the others who serves them."""

from typing import cast

import pytest

from bot.domain.member_links import PURPOSE, MemberLinks
from bot.runner import Served
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.shard_board import ShardBoard, ShardLeasing
from bot.store.store import Store
from bot.web.desk.desk import Desk, DeskOptions
from bot.web.desk.server import make_source
from tests.bot.web.conftest import Clock
from tests.bot.web.desk.conftest import ADDRESS, Browser
from tests.fakes.club import MONA, RUDE, Club
from tests.fakes.messages import NOON

HERE, ELSEWHERE = str(2 << 22), str(3 << 22)
"""Guilds of the first and of the second of two shards."""


class TwoShards:
    """Leases of a bot that has two shards."""

    shards = 2


async def open_leases(_bot: str, _shards: int) -> ShardLeasing:
    raise AssertionError


@pytest.fixture
def board() -> ShardBoard:
    """The first shard is this process's, the second is another's."""
    board = ShardBoard(open_leases)
    board.leases = cast("ShardLeasing", TwoShards())  # only their number is asked for
    board.served, board.processes = {0}, 2
    return board


@pytest.fixture
def desk(desk_club: Club, store: Store, clock: Clock, board: ShardBoard) -> Desk:
    stats = PlatformStats("fake")
    stats.shards, stats.is_connected = board, True
    desk_club.platform.directory.names = {HERE: "Here"}
    for community in (HERE, ELSEWHERE):
        desk_club.platform.directory.add(community, MONA)
    source = make_source(Served(desk_club.pipeline, stats))
    options = DeskOptions(ADDRESS, clock=clock, now=lambda: NOON)
    return Desk({source.name: source}, store, options)


async def test_who_asks_for_a_server_of_another_process_reads_that_it_is_one(
    browser: Browser,
) -> None:
    assert (await browser.get(f"/fake/{HERE}/queue")).status_code == 200
    there = await browser.get(f"/fake/{ELSEWHERE}/queue")
    assert there.status_code == 421
    assert "Another process of Parley serves this server." in there.text
    assert "Open the desk of that one: each shows the servers that it serves." in there.text
    assert (await browser.get("/fake/nonsense/queue")).status_code == 421


async def test_a_server_that_went_over_to_this_process_is_shown(
    browser: Browser, board: ShardBoard
) -> None:
    board.served.add(1)
    assert (await browser.get(f"/fake/{ELSEWHERE}/queue")).status_code == 200


async def test_the_first_page_says_that_others_have_desks_too(
    browser: Browser, board: ShardBoard, desk_club: Club
) -> None:
    desk_club.platform.directory.names = {}
    page = (await browser.get("/")).text
    assert "Several processes of Parley share the servers" in page
    assert "You moderate none" not in page
    board.processes = 1
    assert (
        "You moderate none of the communities that Parley is in." in (await browser.get("/")).text
    )


async def test_what_needs_no_platform_is_shown_from_the_database_that_they_share(
    browser: Browser, desk_club: Club, store: Store
) -> None:
    await desk_club.say(RUDE, community=ELSEWHERE)
    links = MemberLinks(await store.desk.signing_keys.get(PURPOSE), ADDRESS)
    page = await browser.get(links.make(1, now=NOON).removeprefix(ADDRESS))
    assert page.status_code == 200
    assert RUDE in page.text
