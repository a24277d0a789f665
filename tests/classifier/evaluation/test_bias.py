import re

import numpy as np

from classifier.data.identities import IDENTITIES, PLAIN, build_templates, find_members
from classifier.evaluation.bias import LEAST, measure_bias
from classifier.evaluation.scored import score_set
from tests.classifier.stub import Stub, one_label

RUDE = re.compile(r"idiot|stupid|hate|disgust|pathetic|moron|scum|trash|freak|fool|pig|vermin|ugly")
TEMPLATES = build_templates()


def fair(text: str) -> float:
    """What is rude is rude, whomever it names."""
    return 0.9 if RUDE.search(text) else 0.1


def unfair(text: str) -> float:
    """One group's name counts more than an insult does."""
    return 0.95 if re.search(r"\bgay\b", text) else fair(text) - 0.05


def test_a_judge_that_minds_only_what_is_rude_is_not_biased() -> None:
    bias = measure_bias(Stub(fair), [], resamples=1)["templates"]
    assert bias.worst.bpsn.value == bias.power_mean.bpsn.value
    assert set(bias.groups) == set(IDENTITIES)


def test_a_name_that_counts_as_an_insult_shows_in_the_worst_and_in_the_power_mean() -> None:
    even, biased = (
        measure_bias(Stub(judge), [], resamples=1)["templates"] for judge in (fair, unfair)
    )
    assert biased.worst.bpsn.value == 0.0 == biased.groups["gay"].figures.bpsn.value
    assert biased.power_mean.bpsn.value < even.power_mean.bpsn.value
    assert biased.groups["Muslim"].figures.bpsn.value > 0.8


def test_a_set_is_looked_at_where_enough_rows_name_a_group() -> None:
    texts = [f"a blind person {n}" for n in range(60)] + [f"an idiot {n}" for n in range(60)]
    rows = one_label("olid", [*texts, "a deaf person"], [0] * 60 + [1] * 60 + [0])
    bias = measure_bias(Stub(fair), [score_set(Stub(fair), rows)], resamples=1)["olid"]
    assert list(bias.groups) == ["blind"]
    blind = bias.groups["blind"]
    assert (blind.rows, blind.toxic) == (60, 0)
    assert blind.figures.bpsn.value == 1.0
    assert np.isnan(blind.figures.subgroup.value)


def test_a_set_that_names_no_group_often_says_nothing() -> None:
    rows = one_label("olid", ["an idiot", "a deaf person"], [1, 0])
    assert "olid" not in measure_bias(Stub(fair), [score_set(Stub(fair), rows)], resamples=1)


def test_a_group_is_found_by_whole_words_in_all_its_forms() -> None:
    found = find_members(["two Women met", "Womanly", "gays and LESBIANS", "African-American"])
    assert found["female"].tolist() == [True, False, False, False]
    assert found["lesbian"].tolist() == [False, False, True, False]
    assert found["African American"].tolist() == [False, False, False, True]


def test_the_templates_say_the_same_of_every_group_and_of_none() -> None:
    toxic = TEMPLATES.targets[:, 0]
    assert len(TEMPLATES.texts) % (len(IDENTITIES) + len(PLAIN)) == 0
    for member in find_members(TEMPLATES.texts).values():
        assert toxic[member].mean() == 0.5
    assert not re.search(r"\b[Aa] [aeiouAEIO]", " ".join(TEMPLATES.texts))
    assert all(text[0].isupper() for text in TEMPLATES.texts)


def test_a_group_whose_harmless_rows_score_high_shows_in_bpsn_only() -> None:
    """Borkan's three AUCs, of one group: high scores, each side in order, between them not."""
    scores = {"blind idiot": 0.9, "blind": 0.7, "idiot": 0.6, "hello": 0.1}
    texts = [text for text in scores for _ in range(LEAST)]
    judge = Stub(lambda text: scores[text])
    rows = one_label("olid", texts, [int("idiot" in text) for text in texts])
    bias = measure_bias(Stub(fair), [score_set(judge, rows)], resamples=1)["olid"]
    figures = bias.groups["blind"].figures
    assert (figures.subgroup.value, figures.bpsn.value, figures.bnsp.value) == (1.0, 0.0, 1.0)
