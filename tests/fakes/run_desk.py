"""`python -m bot` on the fake Discord and the fake Slack, its desk with their pages to sign in.

`python -m tests.fakes.run_desk DISCORD_PORT SLACK_PORT run --database ...`, with the stand-in scorer.
"""

import sys
from types import MappingProxyType

import classifier
from tests.fakes import scorer
from tests.fakes.discord.redirection import redirect as redirect_discord
from tests.fakes.slack.redirection import redirect as redirect_slack


def main() -> None:
    """Run the command line with everything redirected."""
    _, discord_port, slack_port, *arguments = sys.argv
    classifier.load = scorer.load  # type: ignore[assignment]  # before it is imported from there
    from bot.__main__ import cli
    from bot.web.desk import providers
    from tests.fakes.desk_providers import redirect_endpoints

    ports = {"discord": int(discord_port), "slack": int(slack_port)}
    fakes = {name: redirect_endpoints(name, port) for name, port in ports.items()}
    providers.ENDPOINTS = MappingProxyType(fakes)
    with redirect_discord(ports["discord"]), redirect_slack(ports["slack"]):
        cli(arguments)


main()
