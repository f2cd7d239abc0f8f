"""Who may come in: with a token, every request and every socket is asked for it; after the first visit a cookie has it.

A socket is opened by the page itself, never by a page of another site that is open in the same browser.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

COOKIE = "wom-token"
NO_ENTRY = b"This page needs its token: open the address that `wom dashboard` printed, with ?token= and all."

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Gate:
    """An ASGI application behind a token, shown in the address once, in a cookie from then on; "" asks for none."""

    def __init__(self, app: App, token: str) -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through who has the token; HTTP without it is answered with 401, a socket is closed."""
        if scope["type"] == "websocket" and not _own(scope):
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] not in ("http", "websocket") or not self.token or self._is(_cookie(scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and self._is(_asked(scope)):
            await _welcome(scope, send, self.token)
        elif scope["type"] == "http":
            await _refuse(send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _is(self, said: str) -> bool:
        return hmac.compare_digest(said.encode(), self.token.encode())


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for header, value in scope["headers"] if header == name]


def _own(scope: Scope) -> bool:
    """Whether a socket is asked for by a page of this host, or by no page at all."""
    return all(urlsplit(origin).netloc in _headers(scope, b"host") for origin in _headers(scope, b"origin"))


def _cookie(scope: Scope) -> str:
    """The token in the visitor's cookie, "" where there is none."""
    try:
        found = SimpleCookie("; ".join(_headers(scope, b"cookie"))).get(COOKIE)
    except CookieError:
        return ""
    return str(found.value) if found else ""


def _asked(scope: Scope) -> str:
    """The token in the address, "" where there is none."""
    query: str = scope.get("query_string", b"").decode("latin-1")
    return parse_qs(query).get("token", [""])[0]


async def _welcome(scope: Scope, send: Send, token: str) -> None:
    """The cookie, and the same address without the token."""
    cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax"
    await _answer(send, 303, b"", [(b"location", scope["path"].encode() or b"/"), (b"set-cookie", cookie.encode())])


async def _refuse(send: Send) -> None:
    await _answer(send, 401, NO_ENTRY, [(b"content-type", b"text/plain; charset=utf-8")])


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    headers = [*headers, (b"cache-control", b"no-store"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
