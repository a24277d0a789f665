import numpy as np
import pytest

from classifier.augment.identity_swap import swap_identities
from classifier.data.examples import Examples, read
from classifier.data.train_config import TrainConfig
from classifier.labels import Label

HATE = ["get out you gay clown", "nobody wants the gay ones here", "homosexuals are rats"]
PEACE = ["The British team won.", "two BRITISH doctors and a german nurse", "christians sing there"]
CONFIG = TrainConfig(held_out=0.0, most_hateful=0.2)


def make_examples(hate: list[str], peace: list[str]) -> Examples:
    targets = np.zeros((len(hate) + len(peace), len(Label)), np.float32)
    targets[: len(hate), 0] = 1
    return read([*hate, *peace], targets, np.ones(len(targets), np.float32), config=CONFIG)


def test_what_is_harmless_of_one_group_is_learned_of_those_that_are_hated() -> None:
    copies = swap_identities(make_examples(HATE, PEACE), CONFIG)
    assert set(copies.texts) == {
        "The Gay team won.",
        "two GAY doctors and a german nurse",
        "two BRITISH doctors and a gay nurse",
        "homosexuals sing there",
    }
    assert not copies.targets.any()


@pytest.mark.parametrize(("most", "count"), [(0.2, 8 + 4), (0.5, 2 + 1)])
def test_a_name_is_learned_of_until_so_much_of_it_is_hateful_at_most(
    most: float, count: int
) -> None:
    examples = make_examples(HATE, PEACE)
    copies = swap_identities(examples, TrainConfig(held_out=0.0, most_hateful=most))
    assert len(copies) == count


def test_what_is_said_of_it_without_harm_already_need_not_be_copied() -> None:
    examples = make_examples(HATE[:2], [*PEACE, *["my gay uncle bakes"] * 8])
    assert len(swap_identities(examples, CONFIG)) == 0


def test_a_word_that_is_said_of_things_leaves_its_place_to_no_group() -> None:
    examples = make_examples(HATE, ["a white page", "the blind alley", "an old poor excuse"])
    assert len(swap_identities(examples, CONFIG)) == 0


def test_where_no_group_is_hated_nothing_is_exchanged() -> None:
    assert len(swap_identities(make_examples(["you clown"], PEACE), CONFIG)) == 0


def test_hate_is_copied_to_no_other_group() -> None:
    copies = swap_identities(make_examples([*HATE, "german pigs"], PEACE), CONFIG)
    assert not any("pigs" in text or "rats" in text for text in copies.texts)
