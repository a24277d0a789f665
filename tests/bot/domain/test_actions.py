from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action, Enforcement, Outcome, carry_out, nearest_supported
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform

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


async def test_an_action_is_asked_for_again_until_the_platform_has_time() -> None:
    platform = FakePlatform()
    platform.outcomes = [Outcome.limited(0), Outcome.limited(0), Outcome.gone(Action.DELETE)]
    enforcement = Enforcement(Action.DELETE, make_message(), "test")
    outcome = await carry_out(enforcement, actor=platform)
    assert outcome == Outcome.gone(Action.DELETE)
    assert len(platform.acted) == 3
