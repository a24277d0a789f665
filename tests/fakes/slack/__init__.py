"""A Slack of our own on loopback, which speaks its wire protocols: Web API, Socket Mode, HTTP events, OAuth.

| file | part |
|---|---|
| `world` | the state: tokens, users, channels and messages, as the API's JSON |
| `web_api` | calls of the Web API: tokens, scopes, rate limits; `method_group`, `messages`, `methods`, `views` answer them |
| `socket_mode`, `http_delivery` | delivery of events and interactions, over websockets or HTTP |
| `oauth` | tokens for workspaces that install the app by a link |
| `interactions` | commands, presses and forms of users, and the replies to them |
| `server` | all of these on one port |
| `redirection` | leads slack_sdk to it |
| `run_bot` | `python -m bot` on the fake |
"""
