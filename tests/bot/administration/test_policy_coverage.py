"""Every key of a policy is shown, compared and exported: a new one without a view fails here."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bot.administration.policy_keys import flatten
from bot.administration.policy_view import list_changes, list_settings
from bot.domain.policy import ChannelPolicy, Policy
from bot.domain.policy_overrides import (
    ALERT_CHANNEL,
    EXEMPTIONS,
    WORD,
    StoredOverride,
    apply_overrides,
)
from bot.reports.policy_export import export_overrides
from tests.fakes.scorer import THRESHOLDS
from tests.reference.policy import make_policy_schema

SAMPLES: Mapping[str, str] = {
    "mode": 'mode = "shadow"',
    "moderators": 'moderators = "none"',
    "alerts": 'alerts = ["7"]',
    "moderator_ids": 'moderator_ids = ["7"]',
    "administrator_ids": 'administrator_ids = ["7"]',
    "commands": '[commands]\nadministrators_only = ["user"]',
    "join_public_channels": "join_public_channels = true",
    "ask_pluralkit": "ask_pluralkit = true",
    "timeout_minutes": "timeout_minutes = 7",
    "ban_clears_days": "ban_clears_days = 7",
    "labels": "[labels.toxic]\nact = 0.97",
    "words": '[words]\nnever = ["Penistone"]\n[words.always]\nkys = { label = "threat" }',
    "strikes": '[strikes]\nladder = ["warn"]',
    "unscored": '[unscored]\nempty = "flag"',
    "languages": '[languages.labels.tr.toxic]\nact = 0.97\n[languages]\nmoderated = ["tr"]',
    "surfaces": "[surfaces]\nreactions = true",
    "memory": "[memory]\ntext_days = 7",
    "pings": '[pings]\nids = ["7"]',
    "digest": '[digest]\nevery = "week"',
    "scores": "[scores]\ndays = 7",
    "feedback": "[feedback]\ntexts = true",
    "exempt": '[exempt]\nroles = ["7"]',
    "age_restricted": '[age_restricted]\nmode = "shadow"\nlabels.obscene = { flag = "off", act = "off" }',
    "channels": '[channels.9]\nmode = "shadow"',
}
"""A line of each key that differs from what holds without a file."""

PLACES: Mapping[str, str] = {
    "mode": '[channels.9]\nmode = "shadow"',
    "labels": "[channels.9.labels.toxic]\nact = 0.97",
    "words": '[channels.9.words]\nnever = ["Penistone"]',
    "languages": "[channels.9.languages.labels.tr.toxic]\nact = 0.97",
}
"""The same of each key that a place can have of its own."""

WHEN = datetime(2026, 12, 1, tzinfo=UTC)


def read(text: str) -> Policy:
    return Policy.model_validate(tomllib.loads(text))


def show(policy: Policy, *overrides: StoredOverride) -> list[tuple[str, str, str]]:
    """Show what holds in channel 9 of community 5."""
    found = list_settings(
        apply_overrides(policy, overrides),
        scopes=("9", "age-restricted", "5"),
        calibrated=THRESHOLDS,
        file="policy.toml",
        overrides=overrides,
    )
    return [(each.key, each.value, each.source) for each in found]


def test_each_key_has_a_sample() -> None:
    assert set(SAMPLES) == set(Policy.model_fields)
    assert set(PLACES) == set(ChannelPolicy.model_fields)


@pytest.mark.parametrize("text", [*SAMPLES.values(), *PLACES.values()])
def test_what_differs_is_shown_with_the_file_as_its_source(text: str) -> None:
    changed = set(show(read(text))) - set(show(Policy()))
    assert changed
    assert all(source.startswith("policy.toml") for _, _, source in changed)


@pytest.mark.parametrize(("key", "text"), SAMPLES.items(), ids=SAMPLES)
def test_two_files_are_compared_by_each_key(key: str, text: str) -> None:
    changes = list_changes(Policy(), read(text))
    assert changes
    assert {change.key.partition(".")[0] for change in changes} == {key}


def test_every_leaf_of_a_policy_has_a_value_as_toml_writes_it() -> None:
    whole = read("\n".join(text for text in SAMPLES.values() if not text.startswith("[")))
    assert {key.partition(".")[0] for key in flatten(whole)} >= set(Policy.model_fields) - {
        *("labels", "words", "channels")
    }


def list_tables(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for each in (field.annotation, *get_args(field.annotation)):
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from list_tables(each)


def test_each_key_of_each_table_is_explained_in_the_schema() -> None:
    schema: dict[str, Any] = json.loads(make_policy_schema())
    for table in list_tables(Policy):
        found = schema if table is Policy else schema["$defs"][table.__name__]
        for key in table.model_fields:
            assert found["properties"][key].get("description"), f"{table.__name__}.{key}"


OVERRIDES = {
    "mode": StoredOverride("9", "mode", "shadow", by="42", set_at=WHEN),
    "level": StoredOverride("9", "toxic.act", "0.97", by="42", set_at=WHEN),
    "level of a language": StoredOverride("9", "toxic.act.tr", "0.97", by="42", set_at=WHEN),
    "word": StoredOverride("9", f"{WORD}kys", "threat act", by="42", set_at=WHEN),
    "alerts": StoredOverride("5", ALERT_CHANNEL, "7", by="42", set_at=WHEN),
    **{key: StoredOverride("7", key, "add", by="42", set_at=WHEN) for key in EXEMPTIONS},
}
"""Every kind of what moderators set in the chat."""


@pytest.mark.parametrize("override", OVERRIDES.values(), ids=OVERRIDES)
def test_what_was_set_in_the_chat_is_shown_with_who_set_it_and_exported(
    override: StoredOverride,
) -> None:
    changed = set(show(Policy(), override)) - set(show(Policy()))
    assert changed
    assert all("/toxicity by 42 on 2026-12-01" in source for _, _, source in changed)
    exported = export_overrides([override])
    assert read(exported) != Policy()
    if override.key != ALERT_CHANNEL:  # which a file has for all communities
        assert apply_overrides(Policy(), [override]) == read(exported)
