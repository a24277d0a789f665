import re
from collections import Counter

import numpy as np

from classifier.augment.templates import fill_templates
from classifier.labels import Label

ROWS = fill_templates(4000, seed=3, weight=0.5)
TOXIC, IDENTITY = (list(Label).index(label) for label in (Label.TOXIC, Label.IDENTITY_HATE))


def test_the_same_seed_writes_the_same_sentences() -> None:
    again = fill_templates(4000, seed=3, weight=0.5)
    assert again.texts == ROWS.texts
    np.testing.assert_array_equal(again.targets, ROWS.targets)
    assert fill_templates(4000, seed=4, weight=0.5).texts != ROWS.texts


def test_every_slot_is_filled_and_no_sentence_comes_twice() -> None:
    assert not [text for text in ROWS.texts if re.search(r"[{}]", text)]
    assert len(set(ROWS.texts)) == len(ROWS.texts) > 3000


def test_a_benign_sentence_has_no_label_and_a_hateful_one_is_unknown_where_the_template_names_none() -> (
    None
):
    kind = ROWS.targets[ROWS.targets[:, TOXIC] == 0]
    hateful = ROWS.targets[ROWS.targets[:, IDENTITY] == 1]
    assert not np.nansum(kind)
    assert (hateful[:, TOXIC] == 1).all()
    assert np.isnan(hateful[:, list(Label).index(Label.OBSCENE)]).all()


def test_every_common_identity_is_named_in_benign_sentences_at_least_as_often_as_in_hate() -> None:
    toxic = ROWS.targets[:, TOXIC] == 1
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for text, is_toxic in zip(ROWS.texts, toxic, strict=True):
        counts[bool(is_toxic)].update(
            re.findall(r"gay|muslim|jewish|black|women|trans|disabled", text)
        )
    for identity, hateful in counts[True].items():
        assert counts[False][identity] >= 0.8 * hateful, identity


def test_no_sentence_has_the_form_of_the_set_that_bias_is_measured_on() -> None:
    frame = re.compile(
        r"(\w+ is|you are) an? \w+ (gay|muslim|jewish|black|white|female|old|deaf)\b\W*$"
    )
    assert frame.search("zoe is a lovely deaf")
    assert not [text for text in ROWS.texts if frame.search(text)]
