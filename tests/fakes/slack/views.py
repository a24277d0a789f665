"""Methods of the Web API for views: modals and the App Home."""

from collections.abc import Mapping

from tests.fakes.slack.web_api import Call, Method, SlackError
from tests.fakes.slack.world import JSON, World


class Views:
    """The `views.*` methods; each of `triggers` opens one modal."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.triggers: set[str] = set()

    def methods(self) -> Mapping[str, Method]:
        """Return the methods by name; views need no scope."""
        return {
            "views.open": Method(self._open),
            "views.push": Method(self._open),
            "views.update": Method(self._update),
            "views.publish": Method(self._publish),
        }

    def _open(self, call: Call) -> JSON:
        trigger = str(call["trigger_id"])
        if trigger not in self.triggers:
            raise SlackError("expired_trigger_id")
        self.triggers.remove(trigger)
        return {"view": self._store(call["view"], self.world.make_id("V"))}

    def _update(self, call: Call) -> JSON:
        view = call.args.get("view_id")
        if view not in self.world.views:
            raise SlackError("not_found")
        return {"view": self._store(call["view"], str(view))}

    def _publish(self, call: Call) -> JSON:
        self.world.views[str(call["user_id"])] = call["view"]
        return {"view": call["view"]}

    def _store(self, view: JSON, name: str) -> JSON:
        self.world.views[name] = {**view, "id": name, "hash": f"{name}.1"}
        return self.world.views[name]
