"""A fake Discord on loopback, which speaks the wire protocol: gateway and REST.

| file | part |
|---|---|
| `world`, `payloads` | the state: guilds, channels, members and messages, as the API's JSON |
| `gateway` | the websocket that sends events |
| `rest` | the HTTP API: `requests`, `rate_limits`, `guild_endpoints`, `message_endpoints` |
| `interactions`, `interaction_callbacks` | commands and presses of users, and the bot's answers to them |
| `server` | all of these on one port |
| `redirection` | leads discord.py to it |
| `run_bot` | `python -m bot` on the fake |
| `simulated` | the platform on simcord's Discord, which needs no wire |
"""
