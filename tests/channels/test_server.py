"""The web server's sockets: a peer gone without a word is let go, whatever was under way."""

import socket
import sys
import threading

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from channels.server import configuration, listen

BRIEFLY = 0.3
A_LOT = 4_000_000
"""More than the kernel takes off the server's hands for a peer that does not read."""


class Talk:
    """An app that sends `size` bytes to whoever connects, and notes that they came and went."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.came, self.went = threading.Event(), threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.came.set()
        try:
            for _ in range(self.size // 1000):
                await send({"type": "websocket.send", "text": "x" * 1000})
            await receive()
        finally:
            self.went.set()


def connect_and_die(port: int) -> socket.socket:
    """A peer that opens a socket and from then on neither reads nor writes."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.connect(("127.0.0.1", port))
    protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/"))
    protocol.send_request(protocol.connect())
    peer.sendall(b"".join(protocol.data_to_send()))
    return peer


@pytest.mark.skipif(sys.platform != "linux", reason="TCP_USER_TIMEOUT is Linux's")
@pytest.mark.parametrize("size", [0, A_LOT], ids=["idle", "in the middle of a replay"])
def test_a_dead_peer_is_let_go(size: int) -> None:
    talk = Talk(size)
    listener = listen("127.0.0.1", 0, ping_seconds=BRIEFLY)
    config = configuration(talk, ping_seconds=BRIEFLY)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        with connect_and_die(listener.getsockname()[1]):
            assert talk.came.wait(20)
            assert talk.went.wait(20)
    finally:
        server.should_exit = True
        thread.join()
