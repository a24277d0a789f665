"""Signing keys: one a purpose, made by whichever process asks first, and the same for all of them."""

import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database.tables import signing_keys
from bot.store.database.writer import Writer, insert_or_ignore

_BYTES = 32


class SigningKeys:
    """The table of keys by which links are signed."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._insert = insert_or_ignore(signing_keys, writer.engine)

    async def get(self, purpose: str) -> bytes:
        """Return the key of a purpose, 32 bytes; make it if there is none."""
        row = {"purpose": purpose, "key": secrets.token_hex(_BYTES)}
        query = select(signing_keys.c.key).where(signing_keys.c.purpose == purpose)

        async def work(connection: AsyncConnection) -> bytes:
            await connection.execute(self._insert, row)
            return bytes.fromhex((await connection.scalars(query)).one())

        return await self._writer.write(work)
