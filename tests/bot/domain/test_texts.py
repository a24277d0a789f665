"""Tables by action and label are complete; each platform's own is tested beside the platform."""

from bot.domain.actions import Action
from bot.domain.texts import ACTION_TEXTS, LABEL_TEXTS
from classifier import Label


def test_every_action_and_every_label_has_its_texts() -> None:
    assert list(ACTION_TEXTS) == list(Action)
    assert list(LABEL_TEXTS) == list(Label)


def test_whoever_is_acted_on_is_told_so_in_a_title() -> None:
    titled = {action for action, text in ACTION_TEXTS.items() if text.notice_title}
    assert titled == {action for action in Action if action >= Action.WARN}


def test_every_action_from_delete_on_names_the_right_that_a_moderator_needs() -> None:
    rights = {action for action, text in ACTION_TEXTS.items() if text.right}
    assert rights == {action for action in Action if action >= Action.DELETE}


def test_undoing_says_of_each_action_that_it_was_or_cannot_be_undone() -> None:
    said = {action for action, text in ACTION_TEXTS.items() if text.not_undone}
    # A deleted message is quoted instead.
    assert said == {action for action in Action if action >= Action.WARN} - {Action.DELETE}
    undone = {action for action, text in ACTION_TEXTS.items() if text.undone}
    # Of what is deleted only a name can be put back, and of those kicked only who was removed from a channel.
    assert undone == {Action.DELETE, Action.TIMEOUT, Action.KICK, Action.BAN}
