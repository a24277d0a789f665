"""What is answered to each request: one file a command, button or menu.

`bot.commands.dispatcher` says who may ask and finds the right one; each takes a `CommandContext` and its command, and returns a
`Reply` or a `Refusal`.
"""
