"""Peers that die without a word: how long until the server notices. Two kinds: one that was idle,
and one to which a long conversation was being replayed, so that the server still has to send.

A dead peer here is a connection that stays open and from which nothing is read or written.
"""

import asyncio
import json
import re
import socket
import time
import urllib.request
from collections.abc import Sequence

from websockets.asyncio.client import connect
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from evals.bench.turns import open_session

PEERS = 10
"""Of each kind."""
LONG_LINES, LONG_TEXT = 330, "एसी रिपेयर का दाम क्या है? " * 150
"""More than the kernel takes off the server's hands for a peer that does not read (2.6 MB)."""
SMALL_WINDOW = 4096
PATIENCE = 120.0


def notice_seconds(port: int) -> float:
    """Seconds from the last sign of life until the server has let the last dead peer go."""
    path = "/v1/web/socket"
    idle = [open_session(port)["token"] for _ in range(PEERS)]
    long = open_session(port)["token"]
    asyncio.run(_say_much(f"ws://127.0.0.1:{port}{path}", long))
    before = _open_sockets(port)
    start = time.monotonic()
    peers = [_dead_peer(port, path, token) for token in [*idle, *[long] * PEERS]]
    while _open_sockets(port) < before + len(peers):
        time.sleep(0.1)
    while _open_sockets(port) > before and time.monotonic() - start < PATIENCE:
        time.sleep(0.1)
    took = time.monotonic() - start
    _close(peers)
    return round(took, 1)


def _dead_peer(port: int, path: str, token: str) -> socket.socket:
    """Says hello, and nothing more."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW)
    peer.settimeout(30)
    peer.connect(("127.0.0.1", port))
    protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}{path}"))
    protocol.send_request(protocol.connect())
    peer.sendall(b"".join(protocol.data_to_send()))
    while not protocol.events_received():
        protocol.receive_data(peer.recv(4096))
    protocol.send_text(json.dumps({"type": "hello", "token": token}).encode())
    peer.sendall(b"".join(protocol.data_to_send()))
    return peer


async def _say_much(address: str, token: str) -> None:
    async with connect(address, compression=None, open_timeout=60) as chat:
        await chat.send(json.dumps({"type": "hello", "token": token}))
        for number in range(LONG_LINES):
            frame = {"type": "message", "client_id": str(number), "text": LONG_TEXT}
            await chat.send(json.dumps(frame))
        acknowledged = 0
        while acknowledged < LONG_LINES:
            acknowledged += json.loads(await chat.recv())["type"] == "ack"


def _open_sockets(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        found = re.search(r"^converge_sockets_open (\S+)", answer.read().decode(), re.MULTILINE)
    return int(float(found[1])) if found else 0


def _close(peers: Sequence[socket.socket]) -> None:
    for peer in peers:
        peer.close()
