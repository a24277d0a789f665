from typing import get_args

from bot.runtime.platform_stats import _NAMES
from bot.runtime.result import PipelineResult


def test_every_result_of_the_pipeline_has_a_label_in_the_metrics() -> None:
    assert set(_NAMES) == set(get_args(PipelineResult))
    assert len(set(_NAMES.values())) == len(_NAMES)
