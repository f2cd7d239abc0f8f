"""Every notebook runs from top to bottom, draws what it promises, and is stored as a person would write it."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

import simulation as sim

ROOT = Path(sim.__file__).resolve().parent.parent
FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 120  # for one cell, compilation included
IMPORTABLE = {"dataclasses", "math", "mesa", "pathlib", "simulation", "subprocess", "sys", "tempfile", "numpy", "pandas",
              "matplotlib", "networkx"}  # fmt: skip
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def script(path: Path) -> Any:
    """A script beside the notebooks, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


translate = script(FOLDER / "translate.py")
# Both editions of a notebook are made from one source: of two, the Chinese is run, which also asks for letters and words.
RUN = [path for path in NOTEBOOKS if not path.with_name(f"{path.stem}.zh-CN.ipynb").exists()]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def executed(path: Path, home: Path) -> nbformat.NotebookNode:
    """The notebook after a run in a fresh kernel of this very interpreter, whatever kernels a user has installed."""
    notebook = read(path)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    assert manager.kernel_spec.argv[0] == sys.executable
    place = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, km=manager, timeout=SECONDS, resources=place)
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    client.execute(cleanup_kc=True, env={**os.environ, "PYTHONPATH": paths, "IPYTHONDIR": str(home), "MPLBACKEND": ""})
    return notebook


def draws(cell: nbformat.NotebookNode) -> bool:
    return "subplots(" in cell.source or ".figure(" in cell.source


def is_picture(output: nbformat.NotebookNode) -> bool:
    return "image/png" in output.get("data", {})


def names_of_sim(tree: ast.AST) -> set[str]:
    """What is asked of the package: the x of every sim.x."""
    asked = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return {node.attr for node in asked if node.value.id == "sim"}


def test_there_are_notebooks_and_the_page_about_them_names_each() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert NOTEBOOKS
    assert [path.name for path in NOTEBOOKS if f"({path.name})" not in page] == []


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_it_runs_without_an_error_and_every_figure_is_drawn(path: Path, tmp_path: Path) -> None:
    cells = code_cells(executed(path, tmp_path))
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]
    drawing = [cell for cell in cells if draws(cell)]
    assert drawing
    assert [cell.id for cell in drawing if not any(map(is_picture, cell.outputs))] == []


@every_notebook
def test_it_is_stored_stripped(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata == METADATA
    assert [cell.id for cell in notebook.cells if cell.metadata] == []
    assert [cell.id for cell in code_cells(notebook) if cell.outputs or cell.execution_count is not None] == []


@every_notebook
def test_it_uses_public_names_only(path: Path) -> None:
    tree = ast.parse("\n".join(cell.source for cell in code_cells(read(path))))
    plain = {(name.name, name.asname) for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    origins = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in origins | {name for name, _ in plain}} <= IMPORTABLE
    assert {name for name in plain if name[0].startswith("simulation")} == {("simulation", "sim")}
    assert not [name for name in origins if name.startswith("simulation")]
    assert names_of_sim(tree) and names_of_sim(tree) <= set(sim.__all__)


@every_notebook
def test_it_opens_with_a_question_and_ends_with_exercises(path: Path) -> None:
    first, *_, last = (cell for cell in read(path).cells if cell.cell_type == "markdown")
    assert first.source.startswith("# ") and re.search(r"[?？]\*\*", first.source)
    assert re.search(r"^## (Exercises|练习)$", last.source, re.MULTILINE)


def test_each_has_its_solutions_and_no_solution_is_without_one() -> None:
    told = {path.stem for path in (FOLDER / "solutions").glob("*.md")}
    assert told == {path.stem for path in NOTEBOOKS if not path.stem.endswith(".zh-CN")}


@pytest.mark.parametrize("path", sorted((FOLDER / "solutions").glob("*.md")), ids=lambda path: path.stem)
def test_every_exercise_has_its_answer(path: Path) -> None:
    notebook = read(FOLDER / f"{path.stem}.ipynb")
    asked = re.findall(r"^(\d+)\. ", notebook.cells[-1].source.split("## Exercises")[1], re.MULTILINE)
    assert re.findall(r"^## (\d+)", path.read_text(encoding="utf-8"), re.MULTILINE) == asked


@pytest.mark.parametrize("path", sorted((FOLDER / "solutions").glob("*.md")), ids=lambda path: path.stem)
def test_the_code_of_the_solutions_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "solutions"}
    for block in blocks:
        exec(compile(block, str(path), "exec", dont_inherit=True), namespace)


@pytest.mark.parametrize("catalogue", translate.sources(), ids=lambda path: path.stem)
def test_the_chinese_notebook_is_what_its_sources_make(catalogue: Path) -> None:
    """On failure: `python notebooks/translate.py`."""
    assert translate.target(catalogue).read_text(encoding="utf-8") == translate.translated(catalogue)


def test_no_chinese_notebook_stands_without_its_source() -> None:
    made = {translate.target(catalogue) for catalogue in translate.sources()}
    assert made == set(FOLDER.glob("*.zh-CN.ipynb")) and len(made) == 3


def test_a_text_that_changed_is_not_shown_with_its_old_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = translate.sources()[0]
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(translate, "HERE", tmp_path)
    source = tmp_path / f"{catalogue.stem}.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace("Run each cell", "Do run each cell"), encoding="utf-8")
    with pytest.raises(translate.Stale, match="question has changed"):
        translate.translated(tmp_path / "zh" / catalogue.name)
