"""Which fonts pictures are written with, so that Chinese stands in them as Chinese and never as empty boxes."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
import warnings
from functools import cache
from pathlib import Path

from matplotlib import font_manager

from simulation.language import language, say
from simulation.refusal import install

LATIN = "DejaVu Sans"  # comes with matplotlib
# Fonts with Chinese letters, the first that is installed is taken: of systems, of the wheel, and with other regions' shapes.
INSTALLED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB",
             "Heiti SC", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei")  # fmt: skip
WHEEL = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")  # of the extra `zh`: Noto Sans SC, SIL Open Font License
ELSEWHERE = ("Noto Sans CJK JP", "Noto Sans CJK TC", "Source Han Sans", "PingFang HK", "STHeiti", "Arial Unicode MS")
# What a browser is asked for, whatever font the picture was laid out with.
PLAIN = f"'{LATIN}', sans-serif"
IN_A_BROWSER = f"'{LATIN}', 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def families() -> list[str]:
    """The fonts of a picture: where the first has no sign for a letter, the next is asked."""
    chinese = chinese_font()
    return [LATIN, chinese] if chinese else [LATIN]


@cache
def chinese_font() -> str | None:
    """The name of an installed font with Chinese letters, None where there is none."""
    installed = set(font_manager.get_font_names())
    return next((name for name in INSTALLED if name in installed), None) or _of_the_wheel() or next(
        (name for name in ELSEWHERE if name in installed), None)  # fmt: skip


def _of_the_wheel() -> str | None:
    """The font that the extra `zh` brings, made known to matplotlib."""
    package, file = WHEEL
    found = importlib.util.find_spec(package)
    path = Path(found.origin).with_name(file) if found and found.origin else None
    if path is None or not path.is_file():
        return None
    font_manager.fontManager.addfont(path)
    return font_manager.get_font(path).family_name


def tongue() -> str:
    """The language pictures are written in: the one spoken, but English, with a warning, where no font has Chinese letters."""
    if language() == "en" or chinese_font():
        return language()
    warnings.warn(say("figures.no_chinese_font", install=install("zh")), stacklevel=2)
    return "en"


def for_browsers(svg: str) -> str:
    """The picture with the same fonts asked for on every machine; words with Chinese in them ask for Chinese ones too."""
    return re.sub(r"(<text [^>]*?font-family: )[^;\"]*([^>]*>)([^<]*)", _asked, svg)


def _asked(text: re.Match[str]) -> str:
    before, after, words = text.groups()
    return f"{before}{IN_A_BROWSER if CHINESE.search(words) else PLAIN}{after}{words}"


def width(words: str) -> int:
    """How many Latin letters the words take the room of: Chinese ones take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def short(label: str, most: int) -> str:
    """A label in the room of at most so many Latin letters; its end is kept, where numbered labels differ."""
    if width(label) <= most:
        return label
    tail = most // 3
    return f"{_begin(label, most - 1 - tail).rstrip()}…{_begin(label[::-1], tail)[::-1].lstrip()}"


def _begin(words: str, most: int) -> str:
    """As many of the first letters as there is room for."""
    taken = len(words)
    while width(words[:taken]) > most:
        taken -= 1
    return words[:taken]
