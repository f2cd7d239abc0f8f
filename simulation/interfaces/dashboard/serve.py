"""Starts the page: on this machine alone unless `--public` says otherwise, with nothing loaded from elsewhere."""

from __future__ import annotations

import importlib.util
import ipaddress
import logging
import os
import secrets
import socket
import threading
import warnings
import webbrowser
from typing import Any, NamedTuple

from simulation.language import spoken
from simulation.refusal import Refusal, Verbatim, install

LANGUAGE = "WOM_DASHBOARD_LANG"  # of the first page, in the environment of the server
PAGE = "simulation.interfaces.dashboard.page"
NEEDED = ("solara", "solara_assets", "starlette", "uvicorn")
SHORTEST_TOKEN = 16  # signs
LARGEST_MESSAGE = 16 * 2**20  # bytes a browser may send at once


class Address(NamedTuple):
    """Where the page is, and the token it asks for, "" for none."""

    host: str
    port: int
    token: str

    @property
    def url(self) -> str:
        """What is typed into a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/" + (f"?token={self.token}" if self.token else "")


def address(host: str, port: int | None, token: str | None, public: bool) -> Address:
    """The address that may be used; another host than this machine's own needs `public`, and a token."""
    if not is_local(host) and not public:
        remedy = "add --public if everybody who reaches this machine may try to open the page; it will ask for a token"
        raise Refusal("--host", host, "this machine's own address, 127.0.0.1", remedy)
    if token is not None and not (len(token) >= SHORTEST_TOKEN and token.isascii() and token.isalnum()):
        raise Refusal("--token", Verbatim("a token that is easily guessed or does not fit into an address"),
                      f"{SHORTEST_TOKEN} letters and digits or more", "leave it out: one is made")  # fmt: skip
    if token is None:
        token = secrets.token_hex(16) if public else ""
    return Address(host, free_port(host, port), token)


def is_local(host: str) -> bool:
    """Whether only this machine itself can reach a page there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def free_port(host: str, port: int | None) -> int:
    """The port asked for if it is free, else refused; any free one if none is asked for."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port or 0))
        except OSError as error:
            found = Verbatim(f"an address that cannot be used ({error.strerror or error})")
            where = "--port" if port else "--host"
            raise Refusal(where, found, "a free port of this machine", "leave --port out to take a free one") from None
        return int(tried.getsockname()[1])


def check_installed() -> None:
    """Refuse to start without what the page is drawn with."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Refusal("dashboard", Verbatim(f"no {', '.join(missing)}"), "the libraries the page is drawn with",
                      f"install them, in the checkout: {install('dashboard')}")  # fmt: skip


def dashboard(host: str, port: int | None, token: str | None, public: bool, lang: str, browser: bool) -> None:
    """Serve the page until stopped; the address is printed on one line once it can be opened."""
    check_installed()
    where = address(host, port, token, public)
    with spoken(lang):
        os.environ[LANGUAGE] = lang
    server = server_of(where)
    threading.Thread(target=_announce, args=(server, where, browser), daemon=True).start()
    server.run()


def server_of(where: Address) -> Any:
    """Uvicorn with the page in it."""
    import uvicorn

    config = uvicorn.Config(
        application(where.token), host=where.host, port=where.port, log_level="warning", access_log=False,
        ws_max_size=LARGEST_MESSAGE, timeout_graceful_shutdown=3,
    )  # fmt: skip
    return uvicorn.Server(config)


def application(token: str) -> Any:
    """The page as an ASGI application, behind its gate; it counts no visitors and asks nobody else."""
    os.environ.update(SOLARA_APP=PAGE, SOLARA_TELEMETRY_MIXPANEL_ENABLE="false", SOLARA_MODE="production")
    os.environ.setdefault("SOLARA_KERNEL_CULL_TIMEOUT", "2h")  # a visitor who lost the connection finds all as it was
    import solara.settings
    from solara.server import settings
    from solara.server.starlette import app

    settings.telemetry.mixpanel_enable = False
    settings.theme.title, settings.theme.loader, settings.theme.show_banner = "wom", "plain", False
    settings.assets.fontawesome_enabled = False
    solara.settings.assets.cdn = "about:blank/"  # what is not installed is missing, and never fetched
    logging.getLogger("solara").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="solara")  # of cookies inside frames of other sites, where this page is not

    from simulation.interfaces.dashboard.gate import Gate

    return Gate(app, token)


def _announce(server: Any, where: Address, browser: bool) -> None:
    waiting = threading.Event()
    while not server.started:
        if server.should_exit or waiting.wait(0.05):
            return
    print(where.url, flush=True)
    if browser:
        webbrowser.open(where.url)
