"""Sending an export: as fast as the client reads, no longer than it may take, and never a part as if it were all.

What goes wrong before the first byte is a problem document like any other. After that the connection is cut, so that
the client sees that its file is not complete. A client that goes away ends the export at once.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing

from fastapi import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from app.core.exporting import BODILESS

# seconds within which a client takes something of what it is sent
MOST_STALL = 30.0
# so much is sent at a time: what is smaller waits for more
_ENOUGH = 32_768

Opening = Callable[[], AbstractAsyncContextManager[tuple[AsyncGenerator[bytes], int | None]]]


class ExportResponse(Response):
    """The answer with an export. `opening` opens the body, with its length if known, and closes all behind it."""

    def __init__(self, opening: Opening, headers: dict[str, str], seconds: float) -> None:
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._opening = opening
        self._seconds = seconds

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the export, or stop when the client is gone."""
        sending = asyncio.ensure_future(self._send(send, bodiless=scope.get(BODILESS, False)))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.wait({sending, leaving})
        if not sending.cancelled():
            sending.result()

    async def _send(self, send: Send, *, bodiless: bool) -> None:
        async with asyncio.timeout(self._seconds):
            async with self._opening() as (body, length), aclosing(body):
                # what cannot be answered is said by now: the first piece has been read
                first = await anext(body, b"")
                if length is not None:
                    self.headers["content-length"] = str(length)
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                if not bodiless:
                    await _send_pieces(first, body, send)
            # last of all, with everything given back: after it the client may go
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_pieces(first: bytes, body: AsyncGenerator[bytes], send: Send) -> None:
    waiting, size = [first], len(first)
    async for piece in body:
        if size >= _ENOUGH:
            await _send_piece(b"".join(waiting), send)
            waiting, size = [], 0
        waiting.append(piece)
        size += len(piece)
    await _send_piece(b"".join(waiting), send)


async def _send_piece(piece: bytes, send: Send) -> None:
    async with asyncio.timeout(MOST_STALL):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _left(receive: Receive) -> None:
    """Return when the client is gone; whatever else it still sends is nobody's."""
    while (await receive())["type"] != "http.disconnect":
        pass
