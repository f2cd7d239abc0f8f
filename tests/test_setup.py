"""The first command a person runs: it needs nothing installed, and says plainly what is missing."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).resolve().parent.parent / "setup_and_run.py"


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """setup_and_run, with its environment in an empty place."""
    spec = importlib.util.spec_from_file_location("setup_and_run", FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "wom-installed")
    return module


@pytest.fixture
def commands(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that would have been run; all of them pass, and an environment costs nothing."""
    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup, "run", failing("nothing", 0, said))
    monkeypatch.setattr(venv.EnvBuilder, "create", lambda self, place: pretend_environment(setup))
    return said


def pretend_environment(setup: ModuleType) -> None:
    for name in ("python", "wom"):
        path = setup.command(name)
        path.parent.mkdir(exist_ok=True)
        path.touch()


def failing(name: str, code: int, said: list[tuple[str, ...]]) -> Callable[..., int]:
    """A way to run commands that only notes them, and in which one of them fails."""

    def run(*words: str, **_: object) -> int:
        said.append(words)
        return code if words[0] == name else 0

    return run


def installations(said: list[tuple[str, ...]]) -> list[str]:
    """What pip was asked to install, in order."""
    return [words[-1] for words in said if words[:3] == ("python", "-m", "pip")]


def test_it_imports_only_the_standard_library() -> None:
    nodes = list(ast.walk(ast.parse(FILE.read_bytes())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert "subprocess" in names
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_an_old_python_can_read_that_it_is_too_old() -> None:
    ast.parse(FILE.read_bytes(), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_another_python_is_refused(
    setup: ModuleType,
    version: tuple[int, int, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(setup.sys, "version_info", version)
    assert setup.main([]) == 2
    assert "wom needs 3.11, 3.12 or 3.13" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error",
    [ImportError("No module named 'venv'"), subprocess.CalledProcessError(1, "ensurepip"), PermissionError("denied")],
)
def test_an_environment_that_cannot_be_made_is_said_in_one_sentence(
    setup: ModuleType, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def create(self: venv.EnvBuilder, place: str) -> None:
        raise error

    monkeypatch.setattr(venv.EnvBuilder, "create", create)
    monkeypatch.setattr(setup.sys, "platform", "linux")
    assert setup.main([]) == 2
    said = capsys.readouterr().err
    assert "cannot be made" in said and "-venv" in said and "Traceback" not in said


def test_a_failing_pip_is_followed_by_a_plain_sentence(
    setup: ModuleType,
    commands: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(setup, "run", failing("python", 1, commands))
    assert setup.main([]) == 2
    assert "no network" in capsys.readouterr().err
    assert setup.installed() is None


def test_a_whole_environment_is_used_again(setup: ModuleType, commands: list[tuple[str, ...]]) -> None:
    assert [setup.main([]), setup.main([])] == [0, 0]
    assert installations(commands) == ["."]


def test_the_tests_add_to_the_environment_of_the_main_job(setup: ModuleType, commands: list[tuple[str, ...]]) -> None:
    assert [setup.main([]), setup.main(["test"]), setup.main([])] == [0, 0, 0]
    assert installations(commands) == [".", ".[test]"]


def test_a_half_made_environment_is_made_anew(setup: ModuleType, commands: list[tuple[str, ...]]) -> None:
    setup.VENV.mkdir()
    setup.STAMP.write_text("unfinished", encoding="utf-8")
    rubbish = setup.VENV / "lib" / "half.py"
    rubbish.parent.mkdir()
    rubbish.touch()
    assert setup.main([]) == 0
    assert not rubbish.exists() and setup.installed() == [""]


def test_other_requirements_make_the_environment_anew(
    setup: ModuleType, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.main([])
    monkeypatch.setattr(setup, "wanted", lambda: "other")
    setup.main([])
    assert installations(commands) == [".", "."]


def test_somebody_elses_environment_is_left_alone(
    setup: ModuleType, commands: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = setup.VENV / "pyvenv.cfg"
    theirs.parent.mkdir()
    theirs.touch()
    assert setup.main([]) == 2
    assert theirs.exists() and commands == []
    assert "was not made by this file" in capsys.readouterr().err


def test_dependencies_are_installed_as_wheels_at_the_tested_versions(
    setup: ModuleType, commands: list[tuple[str, ...]]
) -> None:
    setup.main([])
    assert {"--only-binary", ":all:", "-c", "constraints.txt"} <= set(commands[0])


def test_the_words_after_test_go_to_pytest(setup: ModuleType, commands: list[tuple[str, ...]]) -> None:
    setup.main(["test", "tests/engine", "-x"])
    assert sorted(words[0] for words in commands[1:-1]) == ["lint-imports", "mypy", "ruff", "wom"]  # two at a time
    assert commands[-1] == (*setup.PYTEST, "tests/engine", "-x")


def test_the_kills_are_run_by_a_word_of_their_own(setup: ModuleType, commands: list[tuple[str, ...]]) -> None:
    assert setup.main(["kills", "-x"]) == 0
    assert installations(commands) == [".[test]"]
    assert commands[-1] == ("pytest", "tests/kills", "-x")


def test_the_documents_are_executed_and_built_with_warnings_as_errors(
    setup: ModuleType, commands: list[tuple[str, ...]]
) -> None:
    assert setup.main(["docs"]) == 0
    assert installations(commands) == [".[docs]"]
    assert commands[1:] == [("python", "docs/blocks.py"), ("mkdocs", "build", "--strict")]


@pytest.mark.parametrize("name", ["python", "mkdocs"])
def test_documents_whose_code_or_site_fails_fail(
    setup: ModuleType, commands: list[tuple[str, ...]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "prepare", lambda extra: None)
    monkeypatch.setattr(setup, "run", failing(name, 1, commands))
    assert setup.main(["docs"]) == 1
    assert commands[-1] == ("mkdocs", "build", "--strict")


@pytest.mark.parametrize(("name", "code", "expected"), [("mypy", 2, 1), ("pytest", 5, 5)])
def test_one_failed_check_fails_the_whole_after_all_have_run(
    setup: ModuleType,
    commands: list[tuple[str, ...]],
    name: str,
    code: int,
    expected: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(setup, "run", failing(name, code, commands))
    assert setup.main(["test"]) == expected
    assert commands[-1] == setup.PYTEST


def test_the_code_of_the_main_job_is_handed_on(
    setup: ModuleType, commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "run", failing("wom", 3, commands))
    assert setup.main([]) == 3


def test_the_report_is_named_at_the_end(
    setup: ModuleType,
    commands: list[tuple[str, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = tmp_path / "results" / "head-or-matrix" / "a" / "report.html"
    report.parent.mkdir(parents=True)
    report.touch()
    monkeypatch.setattr(setup, "RESULTS", tmp_path / "results")
    assert setup.main([]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"The report: {report}"


@pytest.mark.parametrize(("words", "code"), [(["help"], 0), (["--help"], 0), (["tset"], 2)])
def test_help_is_given_and_unknown_words_are_refused(
    setup: ModuleType, commands: list[tuple[str, ...]], words: list[str], code: int
) -> None:
    assert setup.main(words) == code
    assert commands == []
