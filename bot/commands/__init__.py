"""What is answered to each request: one file a command, button or menu.

`bot.commands.dispatcher` says who may ask and finds the right one; each takes an `Asked` and its ask, and returns a
`Reply` or a `Refusal`.
"""
