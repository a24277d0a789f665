"""Reactions to messages: who has reacted with which emoji."""

from collections import defaultdict

from tests.fakes.discord.payloads import JSON


class Reactions:
    """The reactions of a world, by message and emoji, in the order in which they came."""

    def __init__(self) -> None:
        self._users: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(self, message: str, emoji: JSON, user: str) -> None:
        """Add a user's reaction."""
        name = f"{emoji['name']}:{emoji['id']}" if emoji["id"] else emoji["name"]
        self._users[message][name].add(user)

    def remove(self, message: str, emoji: str, user: str) -> None:
        """Remove a user's reaction; `emoji` is "name:id", or one of Unicode. As Discord, say nothing of none."""
        self._users[message][emoji].discard(user)

    def list_users(self, message: str) -> set[str]:
        """Return who has reacted to a message."""
        return set().union(*self._users[message].values())

    def show(self, message: str) -> list[JSON]:
        """Return the reactions as a message holds them."""
        shown = []
        for emoji, users in self._users[message].items():
            name, _, number = emoji.partition(":")
            if users:
                entry = {"emoji": {"id": number or None, "name": name}, "count": len(users)}
                shown.append({**entry, "me": False})
        return shown
