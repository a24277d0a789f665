import numpy as np

from classifier.training.batch_plan import plan_batches

LENGTHS = np.random.default_rng(1).integers(1, 200, 3_000)


def plan(lengths: list[int], *, size: int = 64, seed: int = 7) -> list[list[int]]:
    batches = plan_batches(lengths, size=size, random=np.random.default_rng(seed))
    return [batch.tolist() for batch in batches]


def test_each_row_is_in_one_batch() -> None:
    batches = plan(LENGTHS.tolist())
    assert sorted(row for batch in batches for row in batch) == list(range(3_000))
    assert max(map(len, batches)) == 64


def test_less_than_an_eighth_of_a_batch_is_padding() -> None:
    lengths = [LENGTHS[batch] for batch in plan(LENGTHS.tolist())]
    assert all(of.max() <= 9 / 8 * of.min() for of in lengths)


def test_rare_lengths_share_their_batches() -> None:
    assert len(plan(list(range(100, 164)))) <= 6


def test_the_longest_and_the_shortest_come_first_and_the_others_by_chance() -> None:
    first, second, *others = plan(LENGTHS.tolist())
    assert LENGTHS[first].max() == LENGTHS.max()
    assert LENGTHS[second].min() == LENGTHS.min()
    assert plan(LENGTHS.tolist(), seed=8)[2:] != others
    assert plan(LENGTHS.tolist())[2:] == others


def test_few_rows_are_a_batch_or_two() -> None:
    assert plan([3]) == [[0]]
    assert sorted(plan([3, 90])) == [[0], [1]]
