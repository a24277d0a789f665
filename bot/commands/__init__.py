"""Command handlers: one file a command, button or menu.

`bot.commands.dispatcher` checks who may ask and finds the handler; each takes a `CommandContext` and its
`Command`, and returns a `Response` of the kind it means, or a `Refusal`.
"""
