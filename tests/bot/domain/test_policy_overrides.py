from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import AGE_RESTRICTED, scope_chain
from bot.domain.policy import ChannelPolicy, Exemptions, LabelRule, Mode, Policy
from bot.domain.policy_overrides import StoredOverride, apply_overrides, format_level
from bot.domain.verdict import active_thresholds
from classifier import Label
from tests.fakes.scorer import THRESHOLDS

SCOPES = ("thread-1", "lobby", "rooms", "club")
ANY_SCOPE = st.sampled_from(SCOPES)
ANY_MODE = st.sampled_from(Mode)


@given(
    st.dictionaries(ANY_SCOPE, ANY_MODE),
    st.dictionaries(ANY_SCOPE, ANY_MODE),
    ANY_MODE,
)
def test_the_narrowest_scope_wins_and_in_the_same_scope_the_override(
    in_file: dict[str, Mode], set_here: dict[str, Mode], base: Mode
) -> None:
    channels = {scope: ChannelPolicy(mode=mode) for scope, mode in in_file.items()}
    policy = apply_overrides(
        Policy(mode=base, channels=channels),
        [StoredOverride(scope, "mode", mode.value) for scope, mode in set_here.items()],
    )
    said = [set_here.get(scope, in_file.get(scope)) for scope in SCOPES]
    assert policy.mode_in(SCOPES) == next((mode for mode in said if mode), base)


def test_without_settings_the_policy_is_the_files() -> None:
    policy = Policy(mode=Mode.ENFORCE, channels={"lobby": ChannelPolicy(mode=Mode.FLAG)})
    assert apply_overrides(policy, []) == policy


def test_what_is_not_set_stays_as_the_file_has_it() -> None:
    rule = LabelRule(flag=0.8, act=0.95)
    policy = Policy(channels={"lobby": ChannelPolicy(mode=Mode.FLAG, labels={Label.TOXIC: rule})})
    changed = apply_overrides(policy, [StoredOverride("lobby", "toxic.act", "0.5")])
    assert changed.mode_in(["lobby"]) is Mode.FLAG
    toxic = [
        t.at_least
        for t in active_thresholds(changed, ["lobby"], calibrated=THRESHOLDS)
        if t.label is Label.TOXIC
    ]
    assert toxic == [0.8, 0.5]
    assert policy.channels["lobby"].labels[Label.TOXIC] == rule  # and the file's is left alone


def test_an_exemption_can_be_added_and_taken_away() -> None:
    policy = Policy(exempt=Exemptions(roles=frozenset({"staff"})))
    settings = [
        StoredOverride("staff", "role", "remove"),
        StoredOverride("lobby", "channel", "add"),
    ]
    exempt = apply_overrides(policy, settings).exempt
    assert (exempt.roles, exempt.channels) == (frozenset(), frozenset({"lobby"}))


def test_age_restricted_channels_have_a_row_between_category_and_community() -> None:
    scopes = scope_chain("club", "lobby", category="rooms", is_age_restricted=True)
    assert scopes == ("lobby", "rooms", AGE_RESTRICTED, "club")
    assert [label for label in Label if Policy().age_restricted.labels.get(label)] == [
        Label.OBSCENE
    ]
    policy = apply_overrides(
        Policy(),
        [
            StoredOverride("club", "mode", "enforce"),
            StoredOverride(AGE_RESTRICTED, "mode", "shadow"),
        ],
    )
    assert policy.mode_in(scopes) is Mode.SHADOW
    assert policy.mode_in(("lobby", "rooms", "club")) is Mode.ENFORCE


def test_a_level_survives_being_written() -> None:
    for level in ("model", "off", 0.0, 0.25, 1.0):
        policy = apply_overrides(
            Policy(), [StoredOverride("lobby", "toxic.flag", format_level(level))]
        )
        assert policy.channels["lobby"].labels[Label.TOXIC].flag == level
