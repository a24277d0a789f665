"""Language calibration: profiles of languages by their evidence. Uses scikit-learn."""

from classifier.inference.language_profiles import ANY, Mixture
from classifier.labels import Label
from classifier.training.language_calibration import build_profiles
from classifier.training.language_evidence import collect_evidence
from tests.classifier.training.signals import join_signals, make_signals


def test_profiles_are_calibrated_by_the_mixture_of_their_language() -> None:
    talk = make_signals("multi_chatterbot", network=0.0)
    talk.targets[:, list(Label).index(Label.TOXIC)] = 0.0
    talk.logits[:] -= 4
    held = join_signals(make_signals("tr_offenseval", network=0.1, runs=2.0), talk)
    proof = collect_evidence(held, make_signals("tr_teknofest", network=0.1, runs=2.0, seed=2))
    profiles = build_profiles(held, proof, log=lambda line: None)

    assert set(profiles) == {ANY, "tr"}
    assert profiles["tr"].mixture == proof["tr"].mixture
    assert profiles[ANY].mixture == Mixture()
    rude, kind = (
        profiles["tr"].score(dict.fromkeys(Label, 0.0), runs=runs)[Label.TOXIC] for runs in (3, -3)
    )
    assert rude > profiles["tr"].thresholds[Label.TOXIC].flag > kind
