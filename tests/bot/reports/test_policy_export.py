"""Export of chat-made overrides, as lines for the policy file."""

import tomllib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import ChannelPolicy, Policy
from bot.domain.policy_overrides import ALERT_CHANNEL, StoredOverride, apply_overrides
from bot.domain.threshold_keys import TIERS
from bot.reports.policy_export import export_overrides
from classifier import Label

WHEN = datetime(2026, 12, 1, tzinfo=UTC)
SCOPES = st.sampled_from(["9", "lobby", AGE_RESTRICTED, "C0 x", "a.b"])
LEVELS = st.sampled_from(["model", "off", "0.5", "0.95"])
MODES = st.tuples(SCOPES, st.just("mode"), st.sampled_from(["shadow", "flag", "enforce"]))
THRESHOLDS = st.tuples(
    SCOPES,
    st.builds(
        "{}.{}{}".format,
        st.sampled_from(Label),
        st.sampled_from(TIERS),
        st.sampled_from(["", ".tr", ".ur-Latn"]),
    ),
    LEVELS,
)
WORDS = st.tuples(
    SCOPES,
    st.sampled_from(["word:kys", "word:Penistone", 'word:two "words" #1']),
    st.sampled_from(["never", "off", "threat act", "insult flag"]),
)
EXEMPTIONS = st.tuples(
    st.sampled_from(["7", "8"]), st.sampled_from(["role", "channel", "user"]), st.just("add")
)


@given(
    st.lists(MODES | THRESHOLDS | WORDS | EXEMPTIONS, unique_by=lambda row: row[:2]).map(
        lambda rows: [StoredOverride(*row, by="42", set_at=WHEN) for row in rows]
    )
)
def test_the_lines_hold_what_was_set(overrides: list[StoredOverride]) -> None:
    read = tomllib.loads(export_overrides(overrides))
    expected = apply_overrides(Policy(age_restricted=ChannelPolicy()), overrides)
    places = {**expected.channels, AGE_RESTRICTED: expected.age_restricted}
    found = {**read.get("channels", {}), AGE_RESTRICTED: read.get("age_restricted", {})}
    assert found == {
        scope: place.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        for scope, place in places.items()
    }
    exempt = expected.exempt.model_dump(exclude_defaults=True)
    assert {name: frozenset(ids) for name, ids in read.get("exempt", {}).items()} == exempt


def test_the_channel_for_alerts_that_was_confirmed_is_exported_too() -> None:
    overrides = [StoredOverride("9", ALERT_CHANNEL, "C7", by="42", set_at=WHEN)]
    assert export_overrides(overrides) == 'alerts = ["C7"] # by 42 on 2026-12-01\n'


def test_each_line_says_who_and_when() -> None:
    overrides = [
        StoredOverride("9", "mode", "shadow", by="42", set_at=WHEN),
        StoredOverride("9", "toxic.act", "0.95", by="43", set_at=WHEN),
        StoredOverride("7", "role", "add", by="42", set_at=WHEN),
        StoredOverride("8", "user", "remove", by="42", set_at=WHEN),
    ]
    assert list(filter(None, export_overrides(overrides).splitlines())) == [
        "[channels.9]",
        'mode = "shadow" # by 42 on 2026-12-01',
        "[channels.9.labels.toxic]",
        "act = 0.95 # by 43 on 2026-12-01",
        "[exempt]",
        'roles = ["7"]',
        "# no longer: user 8 (by 42 on 2026-12-01)",
    ]
