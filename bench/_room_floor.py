"""The floor: the least that any server in Python could do for the same bytes. Nothing is stored or checked.

`python -m bench._room_floor PORT`. Uses uvloop when it is installed.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n\r\n:\n\n"
_ANSWER = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"done":true}'
_rooms: dict[bytes, list[asyncio.Transport]] = {}


class Bare(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._raw = b""
        self._room = b""

    def data_received(self, data: bytes) -> None:
        self._raw += data
        while (end := self._raw.find(b"\r\n\r\n")) >= 0:
            head = self._raw[:end]
            room = head.split(b"/", 4)[3]
            if head.startswith(b"GET"):
                self._raw, self._room = b"", room
                _rooms.setdefault(room, []).append(self._transport)
                self._transport.write(_HEAD)
                return
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
            if len(self._raw) < end + 4 + length:
                return
            line = b"data: " + self._raw[end + 4 : end + 4 + length] + b"\n\n"
            self._raw = self._raw[end + 4 + length :]
            self._transport.write(_ANSWER)
            for reader in _rooms.get(room, ()):
                reader.write(line)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._room:
            _rooms[self._room].remove(self._transport)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.run(_serve(int(sys.argv[1])))
    except ImportError:
        asyncio.run(_serve(int(sys.argv[1])))
