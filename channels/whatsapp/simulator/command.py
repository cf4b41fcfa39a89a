"""`python -m channels whatsapp-sim`: try the channel without an account at the platform."""

import argparse
import asyncio
import contextlib
import random
import sys
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import uvicorn

from channels.settings import ChannelSettings
from channels.whatsapp.account import SIMULATOR, Account, account_of
from channels.whatsapp.simulator.courier import Courier
from channels.whatsapp.simulator.ledger import Ledger
from channels.whatsapp.simulator.notices import Person
from channels.whatsapp.simulator.prompt import HELP, Prompt, QuitError, shown
from channels.whatsapp.simulator.service import simulated_platform
from channels.whatsapp.simulator.world import World

PORT = int(SIMULATOR.rpartition(":")[2].partition("/")[0])
WEBHOOK = "http://127.0.0.1:8000/v1/whatsapp/webhook"


class SimulatorError(Exception):
    """The stand-in cannot be started."""


def add_parser(subparsers: Any) -> None:
    """Add `whatsapp-sim` to the commands."""
    parser = subparsers.add_parser("whatsapp-sim", help="play WhatsApp on this machine")
    parser.add_argument("--webhook", default=WEBHOOK, help="where we listen (%(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="the Graph API's (%(default)s)")
    parser.add_argument("--from", dest="number", default="919845012345", help="the customer")
    parser.add_argument(
        "--ledger",
        type=Path,
        help="write down what is taken and what was acknowledged, to this file",
    )
    parser.add_argument("--silent", action="store_true", help="report no statuses")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> None:
    account = account_of(ChannelSettings())
    if account is None:
        raise SimulatorError("set CONVERGE_DEMO=true, or the CONVERGE_WHATSAPP_ settings")
    with contextlib.ExitStack() as stack:
        ledger = stack.enter_context(given.ledger.open("a")) if given.ledger else None
        asyncio.run(_simulate(given, account, ledger))


async def _simulate(given: argparse.Namespace, account: Account, file: TextIO | None) -> None:
    ledger = Ledger(file, lambda: datetime.now(UTC))
    courier = Courier(given.webhook, account.app_secret, random.Random(), ledger.acknowledge)
    world = World(
        number_id=account.phone_number_id,
        courier=courier,
        clock=lambda: datetime.now(UTC),
        show=lambda person, body: print(shown(person, body), flush=True),
        ledger=ledger,
        statuses=() if given.silent else ("sent", "delivered", "read"),
        prefix=f"sim.{random.SystemRandom().getrandbits(40):x}",
    )
    config = uvicorn.Config(
        simulated_platform(world, account), port=given.port, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(_serve(server))
    print(f"Graph API  http://127.0.0.1:{given.port}\nWebhooks   {given.webhook}\n\n{HELP}\n")
    prompt = Prompt(world, Person(given.number))
    try:
        async for line in _lines(sys.stdin, serving):
            answer = prompt.obey(line)
            if answer:
                print(answer, flush=True)
    except QuitError:
        pass
    finally:
        server.should_exit = True
        await courier.close()
        await serving


async def _serve(server: uvicorn.Server) -> None:
    """Serve until told to stop.

    Raises:
        SimulatorError: the port cannot be listened on.
    """
    try:
        await server.serve()
    except SystemExit:  # how uvicorn says that the port is taken
        raise SimulatorError(f"cannot listen on port {server.config.port}") from None


async def _lines(source: TextIO, serving: asyncio.Task[None]) -> AsyncIterator[str]:
    """Typed lines, until there are no more and, without a terminal, as long as it is served."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in source:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while not serving.done():
        getting = asyncio.create_task(lines.get())
        await asyncio.wait({getting, serving}, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            getting.cancel()
            break
        line = getting.result()
        if line is not None:
            yield line
        elif source.isatty():
            return
        else:
            await serving
    await serving
