"""Shards: which guild is in which, and how many a process has."""

from collections.abc import Sequence

import pytest

from bot.domain.shards import ShardScope, has_surplus, most_shards, shard_of


def test_a_guild_is_in_the_shard_that_discords_formula_gives() -> None:
    assert shard_of(197038439483310086, 4) == (197038439483310086 >> 22) % 4
    assert ShardScope(4, [shard_of(197038439483310086, 4)]).covers("197038439483310086")


@pytest.mark.parametrize(
    ("held", "others", "is_surplus"),
    [
        (4, [], False),
        (4, [0], True),
        (2, [2], False),
        (2, [2, 0], True),
        (2, [1, 1], False),
        (1, [1, 1, 1, 0], False),
    ],
    ids=str,
)
def test_a_process_gives_one_up_while_another_has_too_few(
    held: int, others: Sequence[int], *, is_surplus: bool
) -> None:
    assert has_surplus(held, others, count=4) == is_surplus


def test_the_most_of_all_processes_are_enough_for_all_shards() -> None:
    assert [most_shards(4, processes) for processes in (1, 2, 3, 5)] == [4, 2, 2, 1]
