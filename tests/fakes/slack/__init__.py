"""A Slack of our own on loopback, which speaks the wire protocols: Web API and Socket Mode.

`world` is what there is in it, `wire` brings envelopes over websockets, `web` answers the Web API by the
`answers` of `messages`, `methods` (of channels, people and files) and `views`, `interactions` are what people
press and type, `server` joins them. A process finds it by `redirect`, which only tests call. `calls` brings
over HTTP what `wire` brings, and `grants` gives out the tokens of workspaces that install the app by a link.
"""
