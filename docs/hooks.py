"""What the site is made of besides the pages in this folder, for mkdocs: generated tables, drawn figures, pages beside it.

Nothing is fetched: a page that would load anything from elsewhere stops the build.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).resolve().parent))
import blocks
import reference

ROOT = Path(__file__).resolve().parent.parent
HOME = "README.md"
BESIDE = (
    "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "scenarios/data/README.md",
    "notebooks/README.md", "notebooks/INSTRUCTOR.md", "benchmarks/README.md", "benchmarks/RESULTS.md",
    "benchmarks/WHOLE_MODEL.md", "benchmarks/SCALING.md", "benchmarks/EVERYDAY.md",
)  # fmt: skip
WORK = ROOT / "results" / "gallery"  # runs kept from one build to the next
_GENERATED = re.compile(r"<!-- generated: (\w+) -->.*?<!-- end -->", re.DOTALL)
_FIGURE = re.compile(r"```sh\n(?P<command>[^`]*?)```\n\n<!-- figure: (?P<file>\S+) -->")
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<path>[^)#\s]+)(?P<rest>#[^)\s]*)?\)")
_ELSEWHERE = r"[\"']?(?:https?:)?//[^>]*>"
_LOADED = re.compile(
    rf"<(?:script|img|iframe|source)\b[^>]*\bsrc={_ELSEWHERE}"
    rf"|<link\b[^>]*\brel=[\"']?(?:stylesheet|preload|icon|preconnect)\b[^>]*\bhref={_ELSEWHERE}"
)


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """The pages that stand beside this folder."""
    for name in BESIDE:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: Any, files: Files, **_: Any) -> str:
    """A page with its tables and figures, and with links as they are on the site."""
    name = page.file.src_uri
    told = _GENERATED.sub(lambda found: reference.GENERATED[found[1]](), markdown)
    told = _FIGURE.sub(lambda found: _drawn(found, config, files), told)
    return _LINK.sub(lambda found: _linked(found, name, config, files), told)


def _drawn(found: re.Match[str], config: Any, files: Files) -> str:
    """A command and the figure it leaves."""
    WORK.mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(WORK):
        blocks.commands(found["command"])
    picture = WORK / found["file"]
    if not picture.is_file():
        raise PluginError(f"{found['command'].strip()} drew no {found['file']}")
    uri = "drawn/" + found["file"].replace("/", "-")
    _keep(files, File.generated(config, uri, abs_src_path=str(picture)))
    return f"```sh\n{found['command']}```\n\n![{picture.stem.replace('_', ' ')}]({uri})"


def _linked(found: re.Match[str], page: str, config: Any, files: Files) -> str:
    """A link into the checkout, as it leads there on the site: to a page or a file; a folder is told and not linked."""
    path, here = found["path"], page if page in BESIDE else f"docs/{page}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    if path.startswith("drawn/") or not (ROOT / target).exists():
        return found[0]
    if (ROOT / target).is_dir():
        return f"`{target}/`"
    uri = HOME if target == "README.md" else target.removeprefix("docs/")
    if files.get_file_from_path(uri) is None:
        _keep(files, File.generated(config, uri, abs_src_path=str(ROOT / target)))
    return f"[{found['text']}]({posixpath.relpath(uri, posixpath.dirname(page) or '.')}{found['rest'] or ''})"


def _keep(files: Files, file: File) -> None:
    if files.get_file_from_path(file.src_uri) is None:
        files.append(file)


def on_post_build(config: Any, **_: Any) -> None:
    """Refuse a site that loads anything from elsewhere."""
    for page in Path(config.site_dir).rglob("*.html"):
        if found := _LOADED.search(page.read_text(encoding="utf-8")):
            raise PluginError(f"{page.name} loads something from elsewhere: {found[0]}")
