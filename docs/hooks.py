"""What the site is made of besides the pages in this folder, for mkdocs: generated tables, drawn figures, pages beside it.

Nothing is fetched: a page that would load anything from elsewhere stops the build.
"""

from __future__ import annotations

import os
import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
import blocks
import reference

HOME = "README.md"
BESIDE = (
    "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "scenarios/data/README.md", "notebooks/README.md",
    "benchmarks/README.md", "benchmarks/RESULTS.md", "benchmarks/WHOLE_MODEL.md", "benchmarks/SCALING.md",
    "benchmarks/EVERYDAY.md",
)  # fmt: skip
WORK = ROOT / "results" / "gallery"  # runs kept from one build to the next
_GENERATED = re.compile(r"<!-- generated: (\w+) -->.*?<!-- end -->", re.DOTALL)
_FIGURE = re.compile(r"```sh\n(?P<command>[^`]*?)```\n\n<!-- figure: (?P<file>\S+) -->")
_LINK = re.compile(r"(?<=\]\()(?!https?:|#)(?P<path>[^)#\s]+)(?P<rest>#[^)\s]*)?(?=\))")
_LOADED = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(?:https?:)?//[^>]*>|<link\b[^>]*\brel=[\"']?(?:stylesheet|"
                     r"preload|icon|preconnect)\b[^>]*\bhref=[\"']?(?:https?:)?//[^>]*>")  # fmt: skip


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
    return _LINK.sub(lambda found: _linked(found["path"], name, config, files) + (found["rest"] or ""), told)


def _drawn(found: re.Match[str], config: Any, files: Files) -> str:
    """A command and the figure it leaves."""
    WORK.mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    try:
        os.chdir(WORK)
        blocks.commands(found["command"])
    finally:
        os.chdir(before)
    picture = WORK / found["file"]
    if not picture.is_file():
        raise PluginError(f"{found['command'].strip()} drew no {found['file']}")
    uri = "drawn/" + found["file"].replace("/", "-")
    _keep(files, File.generated(config, uri, abs_src_path=str(picture)))
    return f"```sh\n{found['command']}```\n\n![{picture.stem.replace('_', ' ')}]({uri})"


def _linked(path: str, page: str, config: Any, files: Files) -> str:
    """A link to a file of the checkout, as it leads there on the site: to its page, or to the file itself."""
    here = page if page in BESIDE else f"docs/{page}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    if target == "README.md":
        target = f"docs/{HOME}"
    if path.startswith("drawn/") or not (ROOT / target).exists():
        return path
    uri = target.removeprefix("docs/")
    if (ROOT / target).is_dir():
        raise PluginError(f"{page}: {path} is a folder, which a site cannot show")
    if files.get_file_from_path(uri) is None:
        _keep(files, File.generated(config, uri, abs_src_path=str(ROOT / target)))
    return posixpath.relpath(uri, posixpath.dirname(page) or ".")


def _keep(files: Files, file: File) -> None:
    if files.get_file_from_path(file.src_uri) is None:
        files.append(file)


def on_post_build(config: Any, **_: Any) -> None:
    """Refuse a site that loads anything from elsewhere."""
    for page in Path(config.site_dir).rglob("*.html"):
        if found := _LOADED.search(page.read_text(encoding="utf-8")):
            raise PluginError(f"{page.name} loads something from elsewhere: {found[0]}")
