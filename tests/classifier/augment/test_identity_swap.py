import numpy as np
import pytest

from classifier.augment.identity_swap import MAX_TOKENS, swap_identities
from classifier.data.examples import SoftExamples, SoftTargets
from classifier.data.split import build_examples
from classifier.data.train_config import TrainConfig
from classifier.labels import Label

HATE = ["get out you gay clown", "nobody wants the gay ones here", "homosexuals are rats"]
PEACE = ["The British team won.", "two BRITISH doctors and a german nurse", "christians sing there"]
CONFIG = TrainConfig(held_out=0.0, max_hateful=0.2)


def build(hate: list[str], peace: list[str]) -> SoftExamples:
    """Return toxic and benign examples, each of weight 1."""
    targets = np.zeros((len(hate) + len(peace), len(Label)), np.float32)
    targets[: len(hate), 0] = 1
    weights = np.ones(len(targets), np.float32)
    return build_examples([*hate, *peace], SoftTargets(targets), weights, config=CONFIG)


def test_benign_rows_about_one_group_are_copied_for_those_that_hate_names() -> None:
    copies = swap_identities(build(HATE, PEACE), CONFIG)
    assert set(copies.texts) == {
        "The Gay team won.",
        "two GAY doctors and a german nurse",
        "two BRITISH doctors and a gay nurse",
        "homosexuals sing there",
    }
    assert not copies.targets.any()


@pytest.mark.parametrize(("most", "count"), [(0.2, 8 + 4), (0.5, 2 + 1)])
def test_copies_are_made_until_at_most_that_share_of_a_name_is_hateful(
    most: float, count: int
) -> None:
    examples = build(HATE, PEACE)
    copies = swap_identities(examples, TrainConfig(held_out=0.0, max_hateful=most))
    assert len(copies) == count


def test_a_name_with_enough_benign_rows_of_its_own_is_not_copied() -> None:
    examples = build(HATE[:2], [*PEACE, *["my gay uncle bakes"] * 8])
    assert len(swap_identities(examples, CONFIG)) == 0


def test_a_name_that_is_also_said_of_things_is_not_replaced() -> None:
    examples = build(HATE, ["a white page", "the blind alley", "an old poor excuse"])
    assert len(swap_identities(examples, CONFIG)) == 0


def test_without_hate_against_a_group_nothing_is_swapped() -> None:
    assert len(swap_identities(build(["you clown"], PEACE), CONFIG)) == 0


def test_hateful_rows_are_never_swapped() -> None:
    copies = swap_identities(build([*HATE, "german pigs"], PEACE), CONFIG)
    assert not any("pigs" in text or "rats" in text for text in copies.texts)


def test_a_long_row_is_not_copied() -> None:
    long = "a british team " + "won again and again " * MAX_TOKENS
    assert not swap_identities(build(HATE, [long]), CONFIG).texts
