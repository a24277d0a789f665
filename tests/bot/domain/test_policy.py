import tomllib
from pathlib import Path

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import ActiveThreshold, Tier, active_thresholds
from classifier import Label
from tests.fakes.scorer import THRESHOLDS

EXAMPLE = Path(__file__).parents[3] / "policy.example.toml"


def read(text: str) -> Policy:
    return Policy.model_validate(tomllib.loads(text))


def thresholds(policy: Policy, *scopes: str) -> dict[tuple[Label, Tier], ActiveThreshold]:
    found = active_thresholds(policy, scopes, calibrated=THRESHOLDS)
    return {(threshold.label, threshold.tier): threshold for threshold in found}


def test_the_example_says_what_holds_without_it() -> None:
    example = read(EXAMPLE.read_text())
    assert example.model_copy(update={"labels": {}}) == Policy()
    assert thresholds(example) == thresholds(Policy())


def test_the_example_names_every_key_there_is() -> None:
    text = EXAMPLE.read_text()
    keys = [*Policy.model_fields, *Label, "language", "too_long", "empty", "roles", "authors"]
    assert [key for key in keys if key not in text] == []


def test_the_commented_override_of_the_example_is_valid() -> None:
    lines = EXAMPLE.read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("# [channels."))
    policy = read("\n".join(line.removeprefix("#").strip() for line in lines[begin:]))
    assert policy.mode_in(["1234567890"]) is Mode.SHADOW


def test_without_a_word_the_models_own_thresholds_hold_and_delete() -> None:
    found = thresholds(Policy())
    assert found[Label.TOXIC, Tier.FLAG] == ActiveThreshold(
        Label.TOXIC, Tier.FLAG, 0.5, Action.FLAG
    )
    assert found[Label.TOXIC, Tier.ACT] == ActiveThreshold(
        Label.TOXIC, Tier.ACT, 0.9, Action.DELETE
    )


def test_a_label_the_model_is_never_sure_of_only_flags_unless_a_number_is_set() -> None:
    assert (Label.THREAT, Tier.ACT) not in thresholds(Policy())
    assert thresholds(read("labels.threat.act = 0.8"))[Label.THREAT, Tier.ACT].at_least == 0.8


def test_a_threshold_can_be_switched_off() -> None:
    assert (Label.INSULT, Tier.FLAG) not in thresholds(read('labels.insult.flag = "off"'))


def test_the_narrowest_scope_that_has_a_key_wins() -> None:
    policy = read("""
        mode = "flag"
        [labels.toxic]
        flag = 0.1
        act = 0.2
        [channels.club]
        mode = "enforce"
        labels.toxic.flag = 0.3
        [channels.rooms]
        labels.toxic.flag = 0.4
        labels.toxic.action = "warn"
        [channels.thread-1]
        mode = "shadow"
        """)
    found = thresholds(policy, "thread-1", "lobby", "rooms", "club")
    assert found[Label.TOXIC, Tier.FLAG].at_least == 0.4
    assert found[Label.TOXIC, Tier.ACT] == ActiveThreshold(Label.TOXIC, Tier.ACT, 0.2, Action.WARN)
    assert policy.mode_in(["thread-1", "lobby", "rooms", "club"]) is Mode.SHADOW
    assert policy.mode_in(["lobby", "rooms", "club"]) is Mode.ENFORCE
    assert policy.mode_in(["elsewhere"]) is Mode.FLAG
