"""Who may open the page: everybody on this machine, elsewhere those with the token, on every request and socket."""

from __future__ import annotations

import asyncio
import importlib.util
import socket
from typing import Any

import pytest

from simulation.interfaces.dashboard import serve
from simulation.interfaces.dashboard.gate import COOKIE, Gate
from simulation.refusal import Refusal

TOKEN = "0123456789abcdef"


def answer(
    kind: str, query: str = "", cookie: str = "", path: str = "/", token: str = TOKEN, origin: str = ""
) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the page itself was asked, and what was sent."""
    asked, sent = [], []

    async def page(*_: Any) -> None:
        asked.append(True)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"here:80"), *([(b"cookie", cookie.encode())] if cookie else [])]
    headers += [(b"origin", origin.encode())] if origin else []
    scope = {"type": kind, "headers": headers, "query_string": query.encode(), "path": path}
    asyncio.run(Gate(page, token)(scope, lambda: None, send))  # type: ignore[arg-type, return-value]
    return bool(asked), sent


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/readyz", "/_solara/cdn/x.js"])
def test_without_the_token_nothing_is_served(path: str) -> None:
    asked, sent = answer("http", path=path)
    assert not asked and sent[0]["status"] == 401


@pytest.mark.parametrize("query", ["token=", "token=wrong", "token=0123456789abcde", f"other={TOKEN}"])
def test_a_wrong_token_is_no_token(query: str) -> None:
    assert answer("http", query)[1][0]["status"] == 401


def test_a_socket_without_the_token_is_closed_even_with_it_in_the_address() -> None:
    for query in ("", f"token={TOKEN}"):
        asked, sent = answer("websocket", query)
        assert not asked and sent == [{"type": "websocket.close", "code": 1008}]


def test_the_token_in_the_address_becomes_a_cookie_that_scripts_cannot_read() -> None:
    asked, sent = answer("http", f"token={TOKEN}")
    headers = dict(sent[0]["headers"])
    assert not asked and sent[0]["status"] == 303 and headers[b"location"] == b"/"
    assert headers[b"set-cookie"].startswith(f"{COOKIE}={TOKEN};".encode()) and b"HttpOnly" in headers[b"set-cookie"]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_with_the_cookie_the_page_is_served(kind: str) -> None:
    assert answer(kind, cookie=f"a=b; {COOKIE}={TOKEN}")[0]


def test_a_socket_is_not_opened_for_a_page_of_another_site() -> None:
    for token in ("", TOKEN):
        cookie = f"{COOKIE}={TOKEN}"
        assert answer("websocket", cookie=cookie, token=token, origin="http://here:80")[0]
        for stranger in ("http://evil.example", "http://here:81", "null"):
            asked, sent = answer("websocket", cookie=cookie, token=token, origin=stranger)
            assert not asked and sent == [{"type": "websocket.close", "code": 1008}]


def test_a_page_without_a_token_lets_everybody_on_this_machine_in() -> None:
    assert answer("http", token="")[0] and answer("websocket", token="")[0]


def test_a_broken_cookie_is_no_token() -> None:
    assert not answer("http", cookie=f"{COOKIE}=\x01; =;=")[0]


def test_a_page_for_this_machine_needs_no_token_and_takes_a_free_port() -> None:
    where = serve.address("127.0.0.1", None, None, public=False)
    assert where.token == "" and where.port > 0 and where.url == f"http://127.0.0.1:{where.port}/"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
def test_another_host_is_refused_unless_it_is_meant(host: str) -> None:
    with pytest.raises(Refusal, match="--public"):
        serve.address(host, None, None, public=False)


def test_a_public_page_has_a_token_that_is_made_where_none_is_given() -> None:
    one, other = (serve.address("127.0.0.1", None, None, public=True) for _ in range(2))
    assert len(one.token) == 32 and one.token != other.token and one.url.endswith(f"/?token={one.token}")
    assert serve.address("127.0.0.1", None, TOKEN, public=True).token == TOKEN


@pytest.mark.parametrize("token", ["", "short", "with spaces in it, long", "x" * 15, "ä=;" * 9])
def test_a_token_that_is_easily_guessed_or_fits_no_address_is_refused(token: str) -> None:
    with pytest.raises(Refusal, match="16 letters and digits"):
        serve.address("127.0.0.1", None, token, public=True)


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refusal, match="--port"):
            serve.address("127.0.0.1", taken.getsockname()[1], None, public=False)


def test_without_its_libraries_the_page_says_which_extra_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match=r'pip install -c constraints.txt -e "\.\[dashboard\]"'):
        serve.dashboard("127.0.0.1", None, None, False, "en", False)
