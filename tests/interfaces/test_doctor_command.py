"""`wom doctor` looks, mends what is named, and writes what is left."""

import pytest
from typer.testing import CliRunner

from simulation.graph.network import Network
from simulation.interfaces.cli import app


@pytest.fixture
def file(tmp_path):
    (tmp_path / "g.csv").write_text("source,target,weight\n1,2,4\n2,1,4\n2,3,2\n3,3,1\n1,2,1\n")
    return tmp_path / "g.csv"


def wom(*words):
    return CliRunner().invoke(app, ["doctor", *map(str, words)])


def test_it_says_what_is_the_matter_and_changes_nothing(file):
    before = file.read_bytes()
    said = wom(file)
    assert said.exit_code == 0
    for word in ("1 tie to oneself", "1 parallel tie", "weights from 1 to 4", "--repair scale", "clustering"):
        assert word in " ".join(said.output.split())
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["g.csv"]


def test_it_mends_what_is_named_and_writes_it(file):
    out = file.parent / "mended.npz"
    said = wom(file, "--repair", "self_loops", "--repair", "duplicates", "--repair", "scale", "--out", out)
    assert said.exit_code == 0
    assert "parallel ties dropped: 1" in " ".join(said.output.split())
    assert Network.read(out).digest == Network.from_edges([1, 2, 2], [2, 1, 3], [1, 1, 0.5]).digest


def test_ties_without_direction_are_taken_both_ways(file):
    out = file.parent / "mended.graphml"
    said = wom(file, "--undirected", "--repair", "self_loops", "--repair", "duplicates", "--repair", "scale", "--out", out)
    assert said.exit_code == 0
    assert Network.read(out).digest == Network.from_edges([1, 2], [2, 3], [1, 0.5], False).digest


def test_without_a_place_to_write_nothing_is_kept(file):
    said = wom(file, "--repair", "self_loops", "--repair", "scale")
    assert "Nothing is kept" in said.output
    assert [path.name for path in file.parent.iterdir()] == ["g.csv"]


@pytest.mark.parametrize(
    "words, said",
    [
        (["nowhere.csv"], "no such file"),
        (["{}", "--repair", "loops"], "--repair: found 'loops'"),
        (["{}", "--out", "{}.xlsx"], "weight: found 4"),
        (["{}", "--repair", "scale", "--out", "{}.xlsx"], "found '.xlsx'"),
    ],
)
def test_what_cannot_be_done_is_refused_with_exit_code_two(words, said, file):
    told = wom(*(word.replace("{}", str(file)) for word in words))
    assert told.exit_code == 2
    assert said in " ".join(told.output.split())
