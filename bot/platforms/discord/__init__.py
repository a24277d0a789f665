"""Discord, through discord.py.

`connection` hears events, `words` and `files` find what they say, `messages` makes messages of it,
`backlog` reads what was missed. `deeds` acts, `refusals` reads what Discord answers, `notices` tells
members, `alerts` and `outbox` tell moderators, in `cards`. `buttons` and `commands` carry what people
ask to the desk and its replies back. `platform` joins them; `permissions` says what they may need.
"""

from bot.platform import Launch, Platform


def build(launch: Launch) -> Platform:
    """The platform for the bot that the token is of."""
    # Here, so that a bot on the console does not carry discord.py about.
    from bot.platforms.discord.platform import Discord  # noqa: PLC0415

    return Discord(
        launch.tokens["DISCORD_TOKEN"].get_secret_value(),
        alert_channels=frozenset(),
        progress=launch.progress,
    )
