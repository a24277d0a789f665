"""Alerts to try cards on, and the buttons that people see under them."""

from bot.alerts.alert import Alert
from bot.domain.buttons import Button, parse_alert_line
from tests.fakes import alerts
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.messages import make_message

MEMBER_PAGE = "parley:do:user #"
"""Beginning of the ids of buttons that lead to the page of a case's author."""

ALL = (Button.DELETE, Button.WARN, Button.TIMEOUT, Button.DISMISS, Button.UNDO)


def make_alert(club: FakeDiscord, number: int = 17, *, text: str = "you buffoon") -> Alert:
    """An alert of something that was said in "general"."""
    message = make_message(
        text,
        community=club.world.guild,
        channel=club.world.general,
        thread=None,
        link="https://discord.com/channels/1/2/3",
    )
    return alerts.make_alert(number, message, buttons=ALL)


def custom_ids(message: JSON) -> list[list[str]]:
    """The buttons' ids, a row a list, without those that open something about a case."""
    rows = [[item["custom_id"] for item in row["components"]] for row in message["components"]]
    decisions = [[each for each in row if parse_alert_line(each) is None] for row in rows]
    return [row for row in decisions if row]
