"""The sandbox: one app on loopback, served from a thread of its own."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from sandbox import api, clients, control, methods_files, methods_people, methods_views, modals, pressing, responses
from sandbox.clients import asked_by
from sandbox.control import handle
from sandbox.slack import Slack, credentials
from sandbox.wire import HttpProtocol, SocketProtocol

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
START_SECONDS = 10.0

# Their methods enter themselves into the table when imported.
__all__ = ["Sandbox", "methods_people", "methods_views"]


class Sandbox:
    """A local Slack with one app in it. `start()` returns when it listens; also a context manager."""

    def __init__(
        self,
        seed: dict[str, Any],
        manifest: dict[str, Any],
        port: int = 0,
        pace: bool = False,
        tour: dict[str, Any] | None = None,
    ) -> None:
        self._seed = seed
        self._manifest = manifest
        self._tour = tour
        self._port = port
        self._pace = pace
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._listening = threading.Event()
        self._slack: Slack | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._credentials = credentials(seed["team"]["id"])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        return self._credentials.bot_token

    @property
    def app_token(self) -> str:
        return self._credentials.app_token

    @property
    def signing_secret(self) -> str:
        return self._credentials.signing_secret

    @property
    def team_id(self) -> str:
        return str(self._seed["team"]["id"])

    def start(self) -> None:
        """Listen on loopback; an OSError says when the port is taken."""
        # The protocol is named because asyncio turns Nagle's delay (40 ms an answer) off only where it is.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, self._port))
        except OSError as problem:
            listener.close()
            said = f"Port {self._port} on {HOST} is taken. Choose another, or 0 for any free one."
            raise OSError(problem.errno, said) from None
        # Listening before the server runs: whoever connects early waits instead of being refused.
        listener.listen(128)
        self._port = listener.getsockname()[1]
        self._slack = Slack(self._seed, self._manifest, self.url, pace=self._pace)
        config = uvicorn.Config(
            build(self._slack, self._open_on, self._tour),
            http=HttpProtocol,
            ws=SocketProtocol,
            log_level="warning",
            access_log=False,
            lifespan="on",
            # Slack pings its sockets, and some clients take its silence for a broken line.
            ws_ping_interval=10.0,
            ws_ping_timeout=20.0,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True
        )
        self._thread.start()
        if not self._listening.wait(START_SECONDS):
            raise OSError(f"The sandbox did not start on {self.url} within {START_SECONDS:.0f} s.")

    def _open_on(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._listening.set()

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._server is not None and self._thread is not None and self._slack is not None and self._loop is not None:
            self._server.should_exit = True
            self._loop.call_soon_threadsafe(self._slack.workspace.clock.release)
            self._thread.join(5.0)
        self._server = self._thread = None
        self._listening.clear()

    def __enter__(self) -> Sandbox:
        if self._server is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def build(
    slack: Slack, opened: Callable[[asyncio.AbstractEventLoop], None], tour: dict[str, Any] | None = None
) -> Starlette:
    """Put the routes together; the list is the table of contents of the sandbox's HTTP surface."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        opened(asyncio.get_running_loop())
        yield
        slack.bot.reset()

    routes: list[BaseRoute] = [
        # The bot's
        Route("/api/{method}", api.answer, methods=["GET", "POST"]),
        Route("/response/{response_id}", responses.receive, methods=["POST"]),
        Route("/upload/{upload_id}", methods_files.receive, methods=["POST", "PUT"]),
        WebSocketRoute("/socket/{ticket}", open_socket),
        # People's
        Route("/client/people", clients.people),
        Route("/client/tour", clients.tour),
        Route("/client/{user}/state", asked_by(clients.state)),
        Route("/client/{user}/messages", asked_by(clients.messages)),
        Route("/client/{user}/say", asked_by(clients.say), methods=["POST"]),
        Route("/client/{user}/act", asked_by(pressing.act), methods=["POST"]),
        Route("/client/{user}/suggest", asked_by(pressing.suggest), methods=["POST"]),
        Route("/client/{user}/submit", asked_by(modals.submit), methods=["POST"]),
        Route("/client/{user}/close", asked_by(modals.close), methods=["POST"]),
        Route("/client/{user}/home", asked_by(clients.home), methods=["POST"]),
        Route("/client/{user}/opened", asked_by(clients.opened), methods=["POST"]),
        Route("/client/{user}/shortcut", asked_by(pressing.shortcut), methods=["POST"]),
        WebSocketRoute("/client/{user}/live", clients.live),
        # Operators' and tests'
        Route("/control/reset", handle("reset", control.reset), methods=["POST"]),
        Route("/control/clock", handle("clock", control.clock, is_logged=False), methods=["GET"]),
        Route("/control/clock", handle("clock", control.move_clock), methods=["POST"]),
        Route("/control/log", handle("log", control.log, is_logged=False)),
        WebSocketRoute("/control/log/live", clients.inspect),
        Route("/control/forget", handle("forget", control.forget, is_logged=False), methods=["POST"]),
        Route("/control/read", handle("read", control.read), methods=["POST"]),
        Route("/control/faults", handle("faults", control.set_fault), methods=["POST"]),
        Route("/control/faults", handle("faults", control.clear_fault), methods=["DELETE"]),
        Route("/control/socket", handle("socket", control.socket), methods=["POST"]),
        Route("/control/twice", handle("twice", control.twice), methods=["POST"]),
        Route("/control/enforce", handle("enforce", control.enforce), methods=["POST"]),
        Route("/control/people", handle("people", control.add_person), methods=["POST"]),
        Route("/control/channels", handle("channels", control.add_channel), methods=["POST"]),
        Route("/control/mode", handle("mode", control.mode), methods=["POST"]),
        Route("/control/health", handle("health", control.health, is_logged=False)),
        # The page and what it shows
        Route("/", page),
        Route("/archives/{channel}/{message}", permalink),
        Route("/files/{file_id}/{name:path}", methods_files.serve),
        Mount("/page/{edition}", PageFiles(directory=PAGE, check_dir=False)),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.slack = slack
    app.state.tour = tour
    return app


async def open_socket(websocket: WebSocket) -> None:
    """Let the bot in with a ticket of its own, once."""
    slack: Slack = websocket.app.state.slack
    if not slack.tickets.use_socket_ticket(websocket.path_params["ticket"]):
        await websocket.close(1008)
        return
    await slack.bot.serve(websocket)


class PageFiles(StaticFiles):
    """The page's files, under an address that changes with them: whoever has one need not ask for it again."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def edition(folder: Path) -> str:
    """Return a name for the files in `folder` as they are now."""
    states = sorted((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in folder.rglob("*.*"))
    return hashlib.sha256(repr(states).encode()).hexdigest()[:12]


async def page(_: Request) -> Response:
    index = PAGE / "index.html"
    if not index.is_file():
        return PlainTextResponse("This sandbox has no page installed.", status_code=404)
    here = index.read_text(encoding="utf-8").replace('"/page/', f'"/page/{edition(PAGE)}/')
    return Response(here, media_type="text/html", headers={"Cache-Control": "no-cache"})


async def permalink(request: Request) -> Response:
    """Lead a message's link to the page."""
    digits = request.path_params["message"].removeprefix("p")
    ts = f"{digits[:-6]}.{digits[-6:]}"
    return RedirectResponse(f"/?channel={request.path_params['channel']}&ts={ts}")
