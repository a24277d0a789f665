from bot.domain.actions import Action, Enforcement, Outcome
from bot.runtime.rate_limits import retry_while_limited
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform


async def test_a_call_is_repeated_until_the_platform_has_time() -> None:
    platform = FakePlatform()
    platform.outcomes = [Outcome.limited(0), Outcome.limited(0), Outcome.gone(Action.DELETE)]
    enforcement = Enforcement(Action.DELETE, make_message(), "test")
    outcome = await retry_while_limited(platform.enforce, enforcement)
    assert outcome == Outcome.gone(Action.DELETE)
    assert len(platform.acted) == 3
