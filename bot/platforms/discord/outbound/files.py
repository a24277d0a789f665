"""Files on Discord: those of an answer, pictures with what they show in words."""

import io

import discord

from bot.interactions.replies import Answer, FileReply


def make_files(answer: Answer) -> list[discord.File]:
    """Make the files of an answer, to be sent once; none for most."""
    files = answer.files if isinstance(answer, FileReply) else ()
    return [
        discord.File(io.BytesIO(file.content), file.name, description=file.alt or None)
        for file in files
    ]
