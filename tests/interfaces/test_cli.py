"""The command: exit codes, plain refusals, what is printed and what is kept."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.commands import wom

from simulation.experiments.verdict import FIGURES
from simulation.interfaces import describe, shown, words

ROOT = Path(__file__).resolve().parents[2]
VILLAGE = """\
name: village
question: "Who <b>tells</b> [bold]whom[/bold]?"
horizon: 8 days
scale: 40
consumers: { communities: { consumers: 120, communities: 4, mean_degree: 6, homophily: 0.7 } }
accounts: { file: card.csv }
budget: 20_000 CNY
strategies: [no_campaign, head_kol, long_tail_matrix]
replicates: 2
"""
CARD = """\
name,role,followers,fee,platform,segment
The Mill,KOL,2400,300,video,
The Baker,KOL,1200,120,video,
The Smith,KOL,1100,90,video,
The Fair,KOL,1500,150,video,
"""


@pytest.fixture
def village(tmp_path, monkeypatch):
    """A scenario of 120 consumers in the current folder."""
    (tmp_path / "village.yaml").write_text(VILLAGE, encoding="utf-8")
    (tmp_path / "card.csv").write_text(CARD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(*words, cwd=ROOT, **more):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "simulation.interfaces.cli", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", **more)


def test_help_lists_the_verbs_and_loads_nothing_heavy():
    look = "import sys; sys.argv = ['wom', '--help']\nimport atexit\n"
    heavy = "('numba', 'pandas', 'matplotlib', 'mesa', 'pydantic', 'networkx', 'scipy', 'jinja2')"
    look += f"atexit.register(lambda: print('LOADED', [m for m in {heavy} if m in sys.modules]))\n"
    look += "from simulation.interfaces import cli; cli.main()"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0 and "LOADED []" in done.stdout
    for verb in ("describe", "run", "compare", "schema", "init"):
        assert verb in done.stdout


def test_the_version_is_printed():
    import simulation

    assert process("--version").stdout == f"wom {simulation.__version__}\n"


def test_a_refusal_is_plain_and_exits_with_two():
    done = process("compare", "no-such-file.yaml")
    assert done.returncode == 2 and done.stdout == ""
    assert "no-such-file.yaml: found no such file" in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", "village.yaml", "--assumptions", "vry"), "did you mean 'vary'"),
        (("compare", "village.yaml", "--replicates", "200000"), "replicates: found 200000"),
        (("run", "village.yaml", "--strategy", "head_cole"), "did you mean 'head_kol'"),
        (("run", "village.yaml", "--strategy", "head_kol", "--engine", "kernel"), "did you mean 'kernels'"),
        (("describe", "village.yaml", "--replicates", "200000"), "replicates: found 200000"),
        (("describe", "vilage.yaml"), "did you mean 'village.yaml'"),
        (("describe", "head-or-matrx"), "head-or-matrix"),
        (("describe", "."), "found a directory"),
        (("init", "a/b"), "leave out '/'"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(village, capsys, words, said):
    code, out, err = wom(capsys, *words)
    assert (code, out) == (2, "") and said in err


def test_a_description_refused_late_prints_nothing(village, capsys):
    (village / "card.csv").write_text(CARD.replace("The Mill,KOL,2400", "The Mill,KOL,24000"), encoding="utf-8")
    code, out, err = wom(capsys, "describe", "village.yaml")
    assert (code, out) == (2, "") and "The Mill.followers" in err


@pytest.mark.parametrize("words", [("comapre",), ("compare",), ("compare", "x", "--replicates", "many"), ("run", "x")])
def test_a_command_that_cannot_be_read_exits_with_two(words, capsys):
    assert wom(capsys, *words)[0] == 2


def test_unwritable_results_are_refused_before_anything_is_run(village, capsys):
    (village / "taken").write_text("a file")
    code, out, err = wom(capsys, "compare", "village.yaml", "--out", "taken")
    assert (code, out) == (2, "") and "results: found taken" in err


def test_a_comparison_prints_the_sentence_first_and_keeps_everything(village, capsys):
    code, out, err = wom(capsys, "compare", "village.yaml", "--workers", "1")
    folder = village / "results" / "village"
    assert code == 0 and "12 of 12 runs" in err
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert " ".join(out.split()).startswith(" ".join(provenance["sentence"].split()[:8]))
    for heading in ("People", "Money", "Word of mouth", "Break-even is", "What decides it", "Report: results"):
        assert heading in out
    kept = {path.name for path in folder.iterdir()}
    assert kept >= {
        "report.html",
        "table.csv",
        "differences.csv",
        "wins.csv",
        "worlds.parquet",
        "provenance.json",
        "figures",
        "parts",
    }
    kinds = FIGURES
    assert {path.name for path in (folder / "figures").iterdir()} == {f"{kind}.{end}" for kind in kinds for end in ("svg", "png")}

    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert wom(capsys, "compare", "village.yaml", "--workers", "1", "--quiet")[1].count("\n") < 12
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_sales_matrix_is_printed_beside_its_variants(village, capsys):
    (village / "village.yaml").write_text(VILLAGE.replace("long_tail_matrix", "kos_matrix"), encoding="utf-8")
    code, out, err = wom(capsys, "compare", "village.yaml", "--workers", "1", "--assumptions", "fixed")
    assert code == 0 and "12 of 12 runs" in err  # two worlds of three strategies and three variants
    assert "kos_matrix beside variants of itself, by luck alone" in out and "without sellers" in out
    kept = village / "results" / "village" / "beside.csv"
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 1 + 4 * 4
    _, out, _ = wom(capsys, "compare", "village.yaml", "--workers", "1", "--assumptions", "fixed", "--json")
    rows = json.loads(out)["beside"]
    assert {row["variant"] for row in rows} >= {"as listed", "without sellers"} and len(rows) == 16


def test_a_part_of_a_world_won_is_printed_with_one_digit(verdict):
    won = dataclasses.replace(verdict, wins=verdict.wins.assign(fixed_wins=5.0 + 5.0 / 6.0, worlds=1200))
    assert set(words.wins(won, "fixed").values()) == {"5.8 of 1,200"}


def test_json_is_one_document_without_nan(village, capsys):
    code, out, err = wom(capsys, "compare", "village.yaml", "--json", "--workers", "1", "--assumptions", "fixed")
    assert (code, err) == (0, "")

    def refuse(text):
        raise AssertionError(text)

    told = json.loads(out, parse_constant=refuse)
    assert set(told) >= {"sentence", "winner", "tied", "table", "differences", "wins", "drivers", "provenance"}
    assert {row["strategy"] for row in told["table"]} == {"no_campaign", "head_kol", "long_tail_matrix"}
    assert any(row["mean"] is None for row in told["table"])  # CAC of the control
    assert told["drivers"] == [] and all(row["vary_wins"] is None for row in told["wins"])


def test_one_run_is_printed_and_kept_when_asked(village, capsys):
    code, out, _ = wom(capsys, "run", "village.yaml", "--strategy", "head_kol")
    assert code == 0 and "head_kol, world 0" in out and not (village / "results").exists()
    code, out, _ = wom(capsys, "run", "village.yaml", "--strategy", "head_kol", "--replicate", "3", "--out", "kept")
    assert code == 0
    names = {path.name for path in (village / "kept" / "village" / "runs" / "head_kol-3").iterdir()}
    tables = ("curves", "consumers", "accounts", "sellers", "touches", "totals")
    assert names == {*(f"{table}.csv" for table in tables), "provenance.json"}


def test_both_engines_print_the_same_run(village, capsys):
    kernels, reference = (
        wom(capsys, "run", "village.yaml", "--strategy", "head_kol", "--engine", engine)[1] for engine in ("kernels", "reference")
    )
    assert kernels == reference != ""


def test_a_description_says_what_is_bought(village, capsys):
    code, out, _ = wom(capsys, "describe", "village.yaml", "--workers", "2")
    assert code == 0 and "Who <b>tells</b> [bold]whom[/bold]?" in out
    for said in (
        "Real:",
        "Generated:",
        "Assumed:",
        "people in the market",
        "4,800",
        "KOL",
        "expected, before overlap",
        "12 runs",
    ):
        assert said in out


def test_a_starter_runs_as_it_is(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, out, _ = wom(capsys, "init", "launch")
    assert code == 0 and "wom compare launch.yaml" in out
    assert wom(capsys, "describe", "launch.yaml")[0] == 0
    assert (
        wom(capsys, "compare", "launch.yaml", "--replicates", "1", "--workers", "1", "--assumptions", "fixed", "--quiet")[0] == 0
    )
    code, _, err = wom(capsys, "init", "launch")
    assert code == 2 and "a name not yet taken" in err


def test_the_schema_is_json(capsys):
    code, out, _ = wom(capsys, "schema")
    assert code == 0 and json.loads(out)["title"] == "wom scenario"


def test_ctrl_c_says_what_is_kept_and_exits_with_130(village, capsys, monkeypatch):
    from simulation.experiments import replicate

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(replicate, "_run", stop)
    code, out, err = wom(capsys, "compare", "village.yaml", "--workers", "1")
    assert (code, out) == (130, "") and "stopped after 0 of 12 runs; finished runs are kept in results" in err


@pytest.mark.skipif(sys.platform == "win32", reason="closing a pipe is told otherwise there")
def test_a_reader_who_leaves_is_no_error():
    command = [sys.executable, "-m", "simulation.interfaces.cli", "schema"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        writer.stdout.close()
        assert writer.stderr.read() == b""


def test_progress_off_a_terminal_is_a_line_a_tenth(capsys):
    tell = shown.tenths()
    for done in range(101):
        tell(done, 100)
    assert capsys.readouterr().err.splitlines() == [f"{done} of 100 runs" for done in range(0, 101, 10)]


def test_expected_reach_is_what_a_day_delivers_on_average(village):
    from simulation.experiments.run import market_of, run
    from simulation.experiments.scenario import load

    scenario = load("village.yaml").vary(own_awareness=0.0001, share_cap=0.1, sigma_buyer=0.0)
    planned = next(plan for plan in describe.plans(scenario) if plan.label == "head_kol")
    market = market_of(scenario)
    assert market.people == 4800 and planned.unspent + sum(planned.spend.values()) == pytest.approx(20_000)
    worlds = [run(scenario, "head_kol", world).curves for world in range(30)]
    got = [float(curves["exposures"].diff().iloc[planned.first_day]) for curves in worlds]
    mean, error = sum(got) / 30, (sum((x - sum(got) / 30) ** 2 for x in got) / 29 / 30) ** 0.5
    assert planned.expected > 0 and abs(mean - planned.expected) <= 4 * error


def test_a_study_is_done_again_and_told(capsys):
    code, out, _ = wom(capsys, "replicate", "V26", "--quick")
    assert code == 0 and "V26 · Schmidt & Eisend" in out and "Wrong on purpose: n* = 5. It fails, as it must." in out


def test_a_page_that_cannot_be_written_is_refused_before_anything_is_done(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for options in ((), ("--quick", "--page", "nowhere/page.md")):
        code, out, err = wom(capsys, "replicate", *options)
        assert code == 2 and out == "" and "a file in a folder that exists" in err
