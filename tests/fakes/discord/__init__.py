"""A Discord of our own on loopback, which speaks the wire protocol: gateway and REST.

`world` is what there is on it, `gateway` tells of what happens, `rest` is asked and answers,
`interactions` are what people press and type, `server` joins them. A process finds it by
`redirect`, which only tests call. `simulated` needs no wire: it puts the platform into simcord's Discord.
"""
