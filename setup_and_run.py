"""From a fresh clone to an answer: sets up .venv beside this file and runs the main job, or the tests.

    python3 setup_and_run.py                set up, then compare the strategies of scenarios/head-or-matrix.yaml
    python3 setup_and_run.py test [WORDS]   set up, then ruff, mypy, layers and pytest (WORDS go to pytest)
    python3 setup_and_run.py kills [WORDS]  set up, then kill, stop and damage real comparisons, for some minutes
    python3 setup_and_run.py docs [PAGES]   set up, then execute the code of the documents and build their site
    python3 setup_and_run.py help           print this

Needs Python 3.11, 3.12 or 3.13 and, the first time, a network to install packages from. Exit codes: that of the job
or of the tests; 2 when the environment cannot be made.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "wom-installed"
RESULTS = ROOT / "results"
OLDEST, NEWEST = (3, 11), (3, 13)
SCENARIO = "head-or-matrix"
PYTEST = ("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")  # a file of tests in one of two processes
CHECKS = (
    ("mypy", "--strict", "simulation"),
    ("wom", "run", "first-campaign", "--strategy", "six_three_one"),  # compiles what most tests then find compiled
    ("ruff", "check", "."),
    ("lint-imports",),
)


class SetupError(Exception):
    """What is missing, in plain words."""


def main(words: list) -> int:
    """What the words on the command line ask for; returns the exit code."""
    if words[:1] == ["help"] or {"-h", "--help"} & set(words[:1]):
        print(__doc__.strip())
        return 0
    jobs = {"test": test, "kills": kills, "docs": documents}
    if words and words[0] not in jobs:
        return complain(f"Unknown word {words[0]!r}: say nothing, 'test', 'kills', 'docs' or 'help'.")
    try:
        return jobs[words[0]](words[1:]) if words else main_job()
    except SetupError as missing:
        return complain(str(missing))
    except KeyboardInterrupt:
        return 130


def complain(sentence: str) -> int:
    """Says what went wrong where errors are read; returns exit code 2."""
    print(sentence, file=sys.stderr)
    return 2


def main_job() -> int:
    """The comparison of the main scenario, and where its report is."""
    prepare("")
    code = run("wom", "compare", f"scenarios/{SCENARIO}.yaml")
    reports = sorted(RESULTS.glob(f"{SCENARIO}*/**/report.html"), key=lambda path: path.stat().st_mtime)
    if code == 0 and reports:
        print(f"The report: {reports[-1]}")
    return code


def test(words: list) -> int:
    """The checks, two at a time, each run whatever the others said, then pytest; 0 only when all of them passed."""
    prepare("test")
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda check: told_whole(*check), CHECKS))
    failed = [" ".join(check) for check, code in zip(CHECKS, codes, strict=True) if code != 0]
    code = announced(*PYTEST, *words)
    if failed:
        print(f"Failed before the tests, see above: {', '.join(failed)}.", file=sys.stderr)
    return code or int(bool(failed))


def kills(words: list) -> int:
    """Whether nothing is lost when comparisons are killed, stopped, damaged or run out of disk."""
    prepare("test")
    return announced("pytest", "tests/kills", *words)


def documents(words: list) -> int:
    """Whether the code of the pages (WORDS: of some) runs, and their site, in site/, is built without a warning."""
    prepare("docs")
    executed = announced("python", "docs/blocks.py", *words)
    built = announced("mkdocs", "build", "--strict")
    return executed or built


def announced(*command: str) -> int:
    """The exit code of a command whose name is printed first."""
    print("== " + " ".join(command), flush=True)
    return run(*command)


def told_whole(*command: str) -> int:
    """The exit code of a command that runs beside another: what it said is printed in one piece, when it is done."""
    with tempfile.TemporaryFile() as said:
        code = run(*command, said=said)
        said.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(("== " + " ".join(command) + os.linesep).encode() + said.read())
        sys.stdout.buffer.flush()
    return code


def run(name: str, *words: str, said=None) -> int:
    """The exit code of a command of the environment, run in the checkout; what it says goes to the file `said`, if given."""
    return subprocess.call([str(command(name)), *words], cwd=str(ROOT), stdout=said, stderr=said)


def command(name: str) -> Path:
    """Where the environment keeps a command."""
    return VENV / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def prepare(extra: str) -> None:
    """An environment with the package and one extra ("" for none), made anew unless it is whole and current."""
    refuse_other_pythons()
    done = installed()
    if done is None:
        make_environment()
    if done is None or extra not in done:
        install(extra)
        stamp(sorted({"", extra, *(done or ())}))


def refuse_other_pythons() -> None:
    """Refuses a Python this package is not tested with."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetupError(
            f"This is Python {platform.python_version()}; wom needs 3.11, 3.12 or 3.13. "
            "Install one of them and start this file with it, for example: python3.13 setup_and_run.py"
        )


def wanted() -> str:
    """A digest of what the environment depends on: requirements, versions, this Python and this place."""
    total = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        total.update((ROOT / name).read_bytes())
    total.update(f"{platform.python_version()} {sys.base_prefix} {ROOT}".encode())
    return total.hexdigest()


def installed() -> "list | None":
    """The extras a whole and current environment holds, "" the package itself; None when it must be made anew."""
    if not all(path.exists() for path in (STAMP, command("python"), command("wom"))):
        return None
    digest, *extras = STAMP.read_text(encoding="utf-8").split("\n")
    return extras if digest == wanted() else None


def stamp(extras: list) -> None:
    """Notes what the environment holds; written last, so that an interrupted installation leaves none."""
    STAMP.write_text("\n".join([wanted(), *extras]), encoding="utf-8")


def make_environment() -> None:
    """An empty environment, in place of one that this file made earlier."""
    clear_environment()
    print(f"Making the environment {VENV}", flush=True)
    try:
        import venv

        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(str(VENV))
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        raise SetupError(no_environment(error)) from error


def clear_environment() -> None:
    """Empties the folder of what an earlier run left, all but the stamp; refuses one that somebody else made."""
    if VENV.exists() and not STAMP.exists():
        raise SetupError(f"{VENV} was not made by this file: move it away or delete it, then try again.")
    try:
        VENV.mkdir(exist_ok=True)
        STAMP.write_text("unfinished", encoding="utf-8")
        for path in set(VENV.iterdir()) - {STAMP}:
            shutil.rmtree(str(path)) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError as error:
        raise SetupError(f"Cannot write {VENV}: {error.strerror or error}.") from error


def no_environment(error: Exception) -> str:
    """The plain words for an environment that cannot be made."""
    remedy = "Install Python from its official installer, with pip included, and try again."
    if sys.platform.startswith("linux"):
        remedy = (
            "Python's modules venv and ensurepip are missing or broken; on Debian and Ubuntu "
            f"'sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv' brings them. Then try again."
        )
    return f"The environment {VENV} cannot be made ({str(error) or type(error).__name__}). {remedy}"


def install(extra: str) -> None:
    """Installs the checkout, editable, and its dependencies at the tested versions, as wheels only."""
    STAMP.write_text("unfinished", encoding="utf-8")
    print("Installing wom and what it needs; the first time this takes a minute or two", flush=True)
    target = f".[{extra}]" if extra else "."
    options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "-c", "constraints.txt"]
    if run("python", "-m", "pip", "install", *options, "-e", target) != 0:
        raise SetupError(
            "pip could not install what wom needs, for the reason it gives above; "
            "most often there is no network or not enough room on the disk. Try again once that is mended."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
