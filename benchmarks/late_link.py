"""A slow link to the kernel: a proxy on this machine that holds its websocket back."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit


async def _pass_on(reader: Any, writer: Any, late: float, data: bytes = b"") -> None:
    """Hand over what was read and all that follows, each piece so many seconds late."""
    loop = asyncio.get_running_loop()
    while data := data or await reader.read(2**16):
        loop.call_later(late, writer.write, data)
        data = b""
    loop.call_later(late, writer.close)


async def _connect(reader: Any, writer: Any, port: int, late: float) -> None:
    data = await reader.read(2**16)
    late *= b"/channels?" in data.split(b"\r\n")[0]  # the kernel's websocket
    from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
    there, back = _pass_on(reader, to_server, late, data), _pass_on(from_server, writer, late)
    await asyncio.gather(there, back, return_exceptions=True)


@contextmanager
def late_link(url: str, ms: float) -> Iterator[str]:
    """Yield an address for the server of ``url``: kernels answer ``ms`` later, there and back."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    start = asyncio.start_server(
        lambda *ends: _connect(*ends, urlsplit(url).port or 80, ms / 2000), "127.0.0.1", 0
    )
    port = asyncio.run_coroutine_threadsafe(start, loop).result().sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    loop.call_soon_threadsafe(loop.stop)
