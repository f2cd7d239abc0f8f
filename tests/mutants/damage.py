"""Damage to the bytes of any file: what editors, mail, spreadsheets and half a download do."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

from support.markets import Lots

SIGNS = ("\0", "\x07", "\x1b[31m", "\u00a0", "\u200b", "\u202e", "\u2028", "\ufeff", "é", "小", "\U0001f600", "e\u0301", "½", "١",
         "\t", " ", '"', "'", "#", "&a ", "*a", "!!x ", "<", ">", "[", "{", "}", "]", ":", ",", "-", "%", "|", "\\", "\n",
         "\r")  # fmt: skip
NUMBERS = ("nan", "NaN", ".nan", "inf", "-inf", ".inf", "-.inf", "1e308", "1e309", "-1e308", "5e-324", "-1", "-0", "0", "1e400",
           "100000000000000000000", "9" * 400, "9" * 5000, "2147483647", "2147483648", "9223372036854775808", "1.5",
           "0x10", "0b1",
           "1_000", "1__0", "1,000", "1 000", "１２", "٣", "−5", "+5", "1/0", "3 %", "101 %", "5 EUR", "", "None", "true",
           "1:30")  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "utf-7")
LINE_ENDS = (b"\r\n", b"\r", b"\n\n", b"\r\r\n", "\x85".encode(), "\u2028".encode(), b"\0", b"")

Damage = Callable[[Lots, bytes], bytes]


def place(lots: Lots, content: bytes) -> int:
    """A place between two bytes."""
    return lots.integer(0, len(content))


def piece(lots: Lots, content: bytes) -> tuple[int, int]:
    """Both ends of a piece, mostly a short one."""
    start = place(lots, content)
    return start, min(len(content), start + lots.pick((1, 2, 5, 20, 100)))


def truncated(lots: Lots, content: bytes) -> bytes:
    return content[: place(lots, content)]


def beheaded(lots: Lots, content: bytes) -> bytes:
    return content[place(lots, content) :]


def flipped(lots: Lots, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(lots.pick((1, 1, 3, 20)) if content else 0):
        changed[lots.integer(0, len(changed) - 1)] ^= 1 << lots.integer(0, 7)
    return bytes(changed)


def removed(lots: Lots, content: bytes) -> bytes:
    start, stop = piece(lots, content)
    return content[:start] + content[stop:]


def repeated(lots: Lots, content: bytes) -> bytes:
    start, stop = piece(lots, content)
    return content[:stop] + content[start:stop] * lots.pick((1, 2, 1000)) + content[stop:]


def randomised(lots: Lots, content: bytes) -> bytes:
    start = place(lots, content)
    return content[:start] + bytes(lots.integer(0, 255) for _ in range(lots.pick((1, 4, 50)))) + content[start:]


def sign_put_in(lots: Lots, content: bytes) -> bytes:
    start = place(lots, content)
    return content[:start] + lots.pick(SIGNS).encode() + content[start:]


def number_replaced(lots: Lots, content: bytes) -> bytes:
    found = list(re.finditer(rb"\d[\d_.]*", content))
    if not found:
        return content + lots.pick(NUMBERS).encode()
    start, stop = lots.pick(found).span()
    return content[:start] + lots.pick(NUMBERS).encode() + content[stop:]


def word_replaced(lots: Lots, content: bytes) -> bytes:
    found = list(re.finditer(rb"[A-Za-z]\w*", content))
    if not found:
        return content
    (start, stop), other = lots.pick(found).span(), lots.pick((*found, None))
    return content[:start] + (other.group() if other else b"") + content[stop:]


def line_of(change: Callable[[Lots, list[bytes], int], None]) -> Damage:
    """Damage done to the list of lines at one of them."""

    def damage(lots: Lots, content: bytes) -> bytes:
        lines = content.split(b"\n")
        change(lots, lines, lots.integer(0, len(lines) - 1))
        return b"\n".join(lines)

    return damage


@line_of
def line_repeated(lots: Lots, lines: list[bytes], n: int) -> None:
    lines.insert(lots.integer(0, len(lines)), lines[n])


@line_of
def line_removed(lots: Lots, lines: list[bytes], n: int) -> None:
    del lines[n]


@line_of
def line_indented(lots: Lots, lines: list[bytes], n: int) -> None:
    lines[n] = lots.pick((b" ", b"\t", b"      ", b" \t")) + lines[n]


@line_of
def line_emptied(lots: Lots, lines: list[bytes], n: int) -> None:
    lines[n] = b""


@line_of
def line_endless(lots: Lots, lines: list[bytes], n: int) -> None:
    lines[n] += lots.pick((b"x", b",", b"9", b" ", b"[", b'"')) * lots.pick((300, 20_000, 300_000))


def coded_otherwise(lots: Lots, content: bytes) -> bytes:
    return content.decode("utf-8", "replace").encode(lots.pick(ENCODINGS), "replace")


def ended_otherwise(lots: Lots, content: bytes) -> bytes:
    return content.replace(b"\n", lots.pick(LINE_ENDS))


def separated_otherwise(lots: Lots, content: bytes) -> bytes:
    return content.replace(lots.pick((b",", b" ", b":", b"\t")), lots.pick((b";", b"\t", b"|", b"", b",", b"  ")))


def twice(lots: Lots, content: bytes) -> bytes:
    return content + content


def packed(lots: Lots, content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def nothing(lots: Lots, content: bytes) -> bytes:
    return lots.pick((b"", b"\n", b" ", b"\0", b"\xef\xbb\xbf", b"\r", b"#", b"---", b"...", b"null", b"[]", b"{}"))


KINDS: tuple[Damage, ...] = (
    truncated, beheaded, flipped, removed, repeated, randomised, sign_put_in, number_replaced, word_replaced, line_repeated,
    line_removed, line_indented, line_emptied, line_endless, coded_otherwise, ended_otherwise, separated_otherwise, twice,
    packed, nothing,
)  # fmt: skip
_COMMON = (truncated, flipped, removed, sign_put_in, number_replaced, word_replaced, line_repeated, line_removed)
_NAMES = {line_repeated: "line_repeated", line_removed: "line_removed", line_indented: "line_indented",
          line_emptied: "line_emptied", line_endless: "line_endless"}  # fmt: skip


def damaged(lots: Lots, content: bytes) -> tuple[str, bytes]:
    """The bytes after one to three kinds of damage, and which."""
    told = []
    for _ in range(lots.pick((1, 1, 2, 3))):
        kind = lots.pick(KINDS + _COMMON)
        content = kind(lots, content)
        told.append(_NAMES.get(kind, kind.__name__))
    return " + ".join(told), content
