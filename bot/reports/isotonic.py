"""Isotonic regression: the chance of being right by score, which does not fall as the score rises. Pure."""

from collections.abc import Iterable


def fit_chance(points: Iterable[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Fit the chance: the lowest score of each step, and the chance from there on, both rising.

    By pooling adjacent violators (Ayer et al. 1955): [(0.5, False), (0.6, True), (0.7, False)]
    -> [(0.5, 0.0), (0.6, 0.5)].
    """
    blocks: list[tuple[float, int, int]] = []  # lowest score, right, all
    for score, is_right in sorted(points):
        block = (score, int(is_right), 1)
        while blocks and (
            blocks[-1][0] == block[0] or blocks[-1][1] * block[2] >= block[1] * blocks[-1][2]
        ):
            lowest, right, count = blocks.pop()
            block = (lowest, right + block[1], count + block[2])
        blocks.append(block)
    return [(lowest, right / count) for lowest, right, count in blocks]
