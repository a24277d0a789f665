from bot.domain.actions import Action
from bot.platforms.discord.permissions import ACTION_PERMISSIONS, PERMISSION_REASONS


def test_every_action_from_delete_on_needs_a_permission_that_is_asked_for() -> None:
    assert set(ACTION_PERMISSIONS) == {action for action in Action if action >= Action.DELETE}
    assert set(ACTION_PERMISSIONS.values()) <= set(PERMISSION_REASONS)
