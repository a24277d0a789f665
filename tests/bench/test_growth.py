from bench.growth import SLACK, Sample, find_growth, slope_per_hour


def sample(minute: float, resident: float = 100.0, **counts: int) -> Sample:
    common = dict.fromkeys(("tasks", "threads", "descriptors", "sockets"), 10)
    containers = {"bot.Batcher._waiting": counts.pop("waiting", 0)}
    return Sample(minute, resident, {**common, **counts, "containers": containers, "caches": {}})


def test_the_slope_is_that_of_the_line_through_the_samples() -> None:
    assert slope_per_hour([sample(0, 100.0), sample(30, 101.0), sample(60, 102.0)]) == 2.0
    assert slope_per_hour([sample(5)]) == 0.0


def test_what_grows_is_named_and_what_stays_is_not() -> None:
    warm = [sample(10), sample(20, tasks=10 + SLACK, sockets=11 + SLACK, waiting=SLACK + 1)]
    assert find_growth(warm) == [
        f"sockets grew: 10 -> {11 + SLACK}",
        f"bot.Batcher._waiting grew: 0 -> {SLACK + 1}",
    ]
    assert find_growth([sample(10), sample(20)]) == []


def test_memory_counts_once_the_run_is_long_enough() -> None:
    assert find_growth([sample(0, 100.0), sample(10, 110.0)]) == []
    assert find_growth([sample(0, 100.0), sample(60, 110.0)]) == ["memory grows: 10.0 MiB an hour"]
