"""The benchmark of several processes, in a short form: what was measured, not how much it was."""

import io
from pathlib import Path

from rich.console import Console

from bench.scale import GUILDS, build_table, choose_best, choose_guilds
from bench.scale_loads import Place, measure_guilds


async def test_a_process_on_a_shard_knows_all_of_its_guilds_and_channels(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path}/parley.db", scorer="with-stand-in")
    measured = await measure_guilds(3, channels=20, place=place)
    assert (measured["guilds"], measured["channels"]) == (3, 60)
    assert measured["memory"] > 0
    assert measured["start"] > 0


def test_a_share_of_the_guilds_is_still_some_of_them_and_none_comes_twice() -> None:
    assert choose_guilds(1.0) == list(GUILDS)
    assert choose_guilds(0.01) == [1, 10, 25]


def test_of_several_rounds_the_throughput_is_that_of_the_least_processor_time() -> None:
    rounds = [{"bots": 0.004, "per_second": 250.0}, {"bots": 0.002, "per_second": 500.0}]
    assert choose_best(rounds) == {"bots": 0.002, "per_second": 500.0}


def test_a_table_has_a_column_for_each_thing_that_was_measured() -> None:
    measured = {"one": {"bots": 0.0015}, "two": {"bots": 0.002}}
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(build_table("a title", {"bots": ("a row", 1000.0, "{:.2f} ms")}, measured))
    shown = console.export_text()
    (row,) = (line for line in shown.splitlines() if "a row" in line)
    assert row.split() == ["a", "row", "1.50", "ms", "2.00", "ms"]
    assert "one" in shown
