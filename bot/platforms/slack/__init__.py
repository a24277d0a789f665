"""Slack, through slack-bolt and slack_sdk.

`tokens` names what is wrong with a token, `workspaces` signs in with those that are right, `connection`
keeps the websocket of Socket Mode. `hearing` makes messages of events with `words`, `snippets`,
`messages` and `people`; `channels` joins what the policy wants joined, and `backlog` reads what was
missed. `deeds` acts, `refusals` reads what Slack answers, `notices` tells members and `alerts`
moderators, both in `cards`. `commands`, `modals` and `home` are what people ask with, and `asking`
carries it to the desk, and its replies back. `platform` joins them: it makes the app and has each part
that listens put its listeners on it, `hearing.register(app)` and `asking.register(app)`.
"""

from bot.platform import Launch, Platform


def build(launch: Launch) -> Platform:
    """The platform for the app that the tokens are of."""
    # Here, so that a bot on the console does not carry slack-bolt about.
    from bot.platforms.slack.platform import Slack  # noqa: PLC0415

    return Slack(
        {name: token.get_secret_value() for name, token in launch.tokens.items()},
        policy=launch.policy,
        progress=launch.progress,
        since=launch.since,
    )
