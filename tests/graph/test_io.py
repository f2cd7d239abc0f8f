"""Networks from files: what is understood, and what is refused with file and line."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.graph.network import Network
from simulation.refusal import Refusal


@pytest.fixture
def write(tmp_path):
    def written(name, content):
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return written


NUMBERS = Network.from_edges([1, 2, 2], [2, 3, 1])
WORDS = Network.from_edges(["ann", "7"], ["ben", "ann"])
STRONGER = Network.from_edges([1, 2], [2, 3], [0.5, 0.25])


UNDERSTOOD = {
    "a header": ("g.csv", "source,target\n1,2\n2,3\n2,1\n", NUMBERS),
    "no header": ("g.csv", "1,2\n2,3\n2,1\n", NUMBERS),
    "no last line end": ("g.csv", "1,2\n2,3\n2,1", NUMBERS),
    "packed": ("g.csv.gz", "1,2\n2,3\n2,1\n", NUMBERS),
    "tabs": ("g.tsv", "1\t2\n2\t3\n2\t1\n", NUMBERS),
    "tabs, packed": ("g.tsv.gz", "a\tb\n1\t2\n2\t3\n2\t1\n", NUMBERS),
    "semicolons": ("g.csv", "id_1;id_2\n1;2\n2;3\n2;1\n", NUMBERS),
    "a text of tabs under remarks": ("g.txt", "# ties\n# from\tto\n1\t2\n2\t3\n2\t1\n", NUMBERS),
    "a text of spaces": ("g.txt", "1 2\n2 3\n2 1\n", NUMBERS),
    "a remark, an empty line, a header": ("g.csv", "# x\n\nsource,target\n\n1,2\n2,3\n\n2,1\n", NUMBERS),
    "other systems' line ends": ("g.csv", "source,target\r\n1,2\r\n2,3\r\n2,1\r\n", NUMBERS),
    "a mark of byte order": ("g.csv", "\ufeffsource,target\n1,2\n2,3\n2,1\n", NUMBERS),
    "spaces around numbers": ("g.csv", "source, target\n1, 2\n2, 3\n2 ,1\n", NUMBERS),
    "quotes": ("g.csv", '"source","target"\n"1","2"\n2,3\n2,1\n', NUMBERS),
    "an upper case ending": ("g.CSV", "1,2\n2,3\n2,1\n", NUMBERS),
    "other columns": ("g.csv", "source,target,since\n1,2,May\n2,3,\n2,1,June\n", NUMBERS),
    "words": ("g.csv", "source,target\nann,ben\n7,ann\n", WORDS),
    "words without a header": ("g.csv", "ann,ben\n7,ann\n", WORDS),
    "words and spaces around them": ("g.csv", "from,to\n ann,ben\n7, ann \n", WORDS),
    "words, quoted": ("g.csv.gz", 'from,to\n"ann","ben"\n"7","ann"\n', WORDS),
    "a strength": ("g.csv", "source,target,strength\n1,2,.5\n2,3,0.25\n", STRONGER),
    "a weight after another column": ("g.csv", "a,b,c,Weight\n1,2,x,5e-1\n2,3,y,0.25\n", STRONGER),
}


@pytest.mark.parametrize("case", UNDERSTOOD)
def test_understood(case, write):
    name, content, network = UNDERSTOOD[case]
    assert Network.read(write(name, content)).digest == network.digest


def test_a_file_may_be_named_by_text_and_read_as_undirected(write):
    network = Network.read(str(write("g.csv", "1,2\n2,3\n")), directed=False)
    assert network.digest == Network.from_edges([1, 2], [2, 3], directed=False).digest


def test_columns_are_chosen_by_name(write):
    path = write("g.csv", "kind,who,hears,trust\nx,2,1,.5\ny,3,2,.25\n")
    assert Network.read(path, source="hears", target="who", strength="trust").digest == STRONGER.digest


def test_a_first_row_of_words_among_words_is_a_tie_unless_it_says_what_it_is(write):
    assert Network.read(write("g.csv", "ann,ben\nben,cem\n")).n_ties == 2
    assert Network.read(write("h.csv", "from,ben\nben,cem\n")).n_ties == 1


def test_many_rows_of_words_are_the_network_of_their_edges(write):
    source, target = [f"u{n * 7 % 501}" for n in range(50_000)], [f"u{n * n % 499}" for n in range(50_000)]
    path = write("g.csv.gz", "".join(f"{one},{other}\n" for one, other in zip(source, target, strict=True)))
    assert Network.read(path).digest == Network.from_edges(source, target).digest


REFUSED = {
    "empty": ("g.csv", "", "no tie"),
    "empty when unpacked": ("g.csv.gz", "", "no tie"),
    "a header alone": ("g.csv", "source,target\n", "no tie"),
    "remarks alone": ("g.txt", "# nothing\n", "no tie"),
    "one column": ("g.csv", "source\n1\n", "columns source alone"),
    "three columns nobody explains": ("g.csv", "1,2,3\n2,3,4\n", "3 columns without a header"),
    "bytes": ("g.csv", bytes(range(256)) * 20, "something else than text"),
    "zero bytes": ("g.csv", b"1,2\n\0\0\0,3\n", "zero bytes"),
    "bytes after a good beginning": ("g.csv", b"1,2\n" * 5000 + b"\xff\xfe,\xff\n", "something else than text"),
    "another ending": ("g.xlsx", "<graph/>", "found '.xlsx'"),
    "a row too long": ("g.csv", "source,target\n1,2\n\n2,3,4\n", "line 4: found 3 columns; expected 2"),
    "a row too long under remarks": ("g.csv", "# x\n\n# y\n1,2\n\n2,3\n2,3,4\n", "line 7: found 3 columns"),
    "a row too short": ("g.csv", "source,target\n1,2\n2\n", "line 3: found 1 columns; expected 2"),
    "no source": ("g.csv", "source,target\n1,2\n\n,3\n", "line 4: source: found an empty cell"),
    "no target among words": ("g.csv", "source,target\na,b\nb, \n", "line 3: target: found an empty cell"),
    "no target beside a bad strength": ("g.csv", "source,target,weight\n1,2,1\n2,,1\n3,1,\n", "line 4: weight: found"),
    "a word for a strength": ("g.csv", "source,target,weight\n1,2,1\n2,3,much\n", "line 3: weight: found 'much'"),
    "a negative strength": ("g.csv", "source,target,weight\n1,2,1\n2,3,-.5\n", "line 3: weight: found -0.5"),
    "a strength over 1": ("g.csv", "source,target,weight\n1,2,3\n", "line 2: weight: found 3"),
    "a strength that is NaN": ("g.csv", "# x\nsource,target,weight\n1,2,nan\n", "line 3: weight: found nan"),
    "a column twice": ("g.csv", "a,a\n1,2\n", "every name once"),
    "one person under two spellings": ("g.csv", "source,target\n-0,0\na,b\n", "every id once"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_the_name_of_the_file(case, write):
    name, content, words = REFUSED[case]
    with pytest.raises(Refusal, match=words) as refusal:
        Network.read(write(name, content))
    assert name in refusal.value.where


def test_a_row_too_long_far_down_is_found_by_its_line(write):
    with pytest.raises(Refusal, match="line 300001: found 3 columns"):
        Network.read(write("g.csv", "1,2\n" * 300_000 + "1,2,3\n"))


def test_a_column_that_is_not_there_is_refused_with_the_nearest(write):
    path = write("g.csv", "source,target,strength\n1,2,1\n")
    with pytest.raises(Refusal, match=r"found 'strenght'; expected one of its columns .* did you mean 'strength'"):
        Network.read(path, strength="strenght")


def test_a_strength_in_the_place_of_an_end_is_refused(write):
    with pytest.raises(Refusal, match="columns source, target alone"):
        Network.read(write("g.csv", "source,target\n1,2\n"), strength="target")


def test_one_column_for_both_ends_is_refused(write):
    with pytest.raises(Refusal, match="found source, source"):
        Network.read(write("g.csv", "source,target\n1,2\n"), source="source", target="source")


LONG = gzip.compress("".join(f"{n},{n * n}\n" for n in range(100_000)).encode())


@pytest.mark.parametrize("content", [b"1,2\n", LONG[: len(LONG) // 2], b"\x1f\x8b nothing"])
def test_a_broken_packed_file_is_refused(content, tmp_path):
    path = tmp_path / "g.csv.gz"
    path.write_bytes(content)
    with pytest.raises(Refusal, match="something else than text"):
        Network.read(path)


def test_a_missing_file_and_a_directory_are_refused(tmp_path):
    with pytest.raises(Refusal, match="no such file"):
        Network.read(tmp_path / "none.csv")
    with pytest.raises(Refusal, match="a directory"):
        Network.read(tmp_path)
    with pytest.raises(Refusal, match="no such file"):
        Network.read("zero\0byte.csv")
    with pytest.raises(Refusal, match="found 7"):
        Network.read(7)


KINDS = (".csv", ".tsv", ".txt", ".csv.gz")


@given(
    st.one_of(st.binary(), st.text(alphabet='12ab,;"\t #\r\n.-', max_size=60).map(str.encode)), st.sampled_from(KINDS)
)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_file_is_read_or_refused(tmp_path_factory, content, kind):
    path = tmp_path_factory.getbasetemp() / f"anything{kind}"
    path.write_bytes(gzip.compress(content) if kind.endswith(".gz") else content)
    try:
        assert Network.read(path).n_ties > 0
    except Refusal as refusal:
        assert str(path) in refusal.where
