"""Contradictions in a policy file that only a bundle's thresholds show."""

from pathlib import Path

import pytest

from bot.config.contradictions import refuse_contradictions
from bot.config.errors import SettingsError
from bot.domain.policy import ChannelPolicy, LabelRule, Policy
from classifier import Label
from tests.fakes.command import run_bot
from tests.fakes.scorer import THRESHOLDS

ABOVE = {Label.TOXIC: LabelRule(flag=0.95, act="model")}


@pytest.mark.parametrize(
    ("policy", "key"),
    [
        (Policy(labels=ABOVE), "labels.toxic"),
        (Policy(channels={"7": ChannelPolicy(labels=ABOVE)}), "channels.7.labels.toxic"),
        (
            Policy(
                labels={Label.TOXIC: LabelRule(act=0.6)},
                channels={"7": ChannelPolicy(labels={Label.TOXIC: LabelRule(flag=0.7)})},
            ),
            "channels.7.labels.toxic",
        ),
        (Policy(age_restricted=ChannelPolicy(labels=ABOVE)), "age_restricted.labels.toxic"),
    ],
)
def test_a_flag_threshold_above_the_act_threshold_is_refused_with_its_key(
    policy: Policy, key: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        refuse_contradictions(policy, THRESHOLDS)
    assert refused.value.issues[0].key == key


def test_what_holds_without_a_file_is_not_refused() -> None:
    refuse_contradictions(None, THRESHOLDS)


def test_the_bot_does_not_start_with_such_a_file(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[labels.toxic]\nflag = 0.95\nact = "model"\n')
    ended = run_bot("run", "--policy", "policy.toml", folder=tmp_path, typed=b"hello\n")
    assert ended.returncode == 78
    assert b"labels.toxic: got flag 0.95, act 0.90" in ended.stderr
