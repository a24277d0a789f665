from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action, nearest_supported

ACTIONS = st.sampled_from(Action)


def test_actions_are_ordered_from_mild_to_harsh() -> None:
    assert sorted(Action) == list(Action)
    assert max(Action.WARN, Action.DELETE) is Action.DELETE


@given(ACTIONS, st.sets(ACTIONS))
def test_what_is_done_instead_is_supported_and_never_harsher(
    wanted: Action, others: set[Action]
) -> None:
    supported = {Action.NONE, *others}
    assert nearest_supported(wanted, supported) in supported
    assert nearest_supported(wanted, supported) <= wanted


@given(ACTIONS, st.sets(ACTIONS))
def test_a_supported_action_is_done_as_it_is(wanted: Action, others: set[Action]) -> None:
    assert nearest_supported(wanted, {wanted, *others}) is wanted
