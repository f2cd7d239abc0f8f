"""Pictures of a verdict: there, readable, the same every time, and without a trace in matplotlib's settings."""

import hashlib
import re
import warnings
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from conftest import MADE_UP, scenario_of, verdict_of
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from simulation.experiments import drawing, figures, lettering
from simulation.experiments.verdict import FIGURES

KINDS = FIGURES
SVG = "{http://www.w3.org/2000/svg}"


def words_of(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_drawn_and_its_words_stay_words(verdict, kind):
    figure = getattr(figures, kind)(verdict)
    assert drawing.png(figure, dpi=60)[:8] == b"\x89PNG\r\n\x1a\n"
    said = " ".join(words_of(drawing.svg(figure)))
    assert {"drivers": "reach falls", "risk": "behind in 4 of 12"}.get(kind, "seed_and_harvest") in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_verdict_gives_the_same_bytes(verdict, kind):
    def digests():
        figure = getattr(figures, kind)(verdict)
        return [hashlib.sha256(data).hexdigest() for data in (drawing.svg(figure).encode(), drawing.png(figure, dpi=60))]

    assert digests() == digests()


def test_no_text_of_a_figure_leaves_the_page(verdict):
    for kind in KINDS:
        figure = getattr(figures, kind)(verdict)
        drawn = words_of(drawing.svg(figure))
        page = figure.bbox
        for text in figure.findobj(Text):
            if text.get_text() in drawn:
                box = text.get_window_extent()
                assert box.x0 >= page.x0 - 1 and box.x1 <= page.x1 + 1, (kind, text.get_text())


def test_labels_beside_curves_do_not_overlap(verdict):
    figure = figures.adoption_curves(verdict)
    drawing.svg(figure)
    for axes in figure.axes:
        names = [text for text in axes.texts if text.get_text()]
        boxes = sorted((Text.get_window_extent(text) for text in names), key=lambda box: box.y0)
        assert len(boxes) == 8
        assert all(lower.y1 <= upper.y0 + 1.0 for lower, upper in pairwise(boxes))


def test_a_strategy_keeps_its_colour_whatever_stands_beside_it():
    alone = verdict_of(scenario_of(["no_campaign", "tiered"]), worlds=3, assumptions="fixed")
    among = verdict_of(scenario_of(["kos_matrix", "tiered", "head_kol", "no_campaign"]), worlds=3, assumptions="fixed")
    assert figures.looks(alone)["tiered"] == figures.looks(among)["tiered"]
    assert figures.looks(among)["no_campaign"] == figures.CONTROL


def test_no_two_of_seven_strategies_look_alike(verdict):
    looks = figures.looks(verdict)
    assert len({look.colour for look in looks.values()}) == 8


@pytest.fixture(scope="module")
def lonely():
    return verdict_of(scenario_of(["head_kol"]), worlds=1, assumptions="fixed")


@pytest.mark.parametrize("kind", KINDS)
def test_one_strategy_in_one_world_can_be_drawn(kind, lonely):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "NaN" not in drawing.svg(getattr(figures, kind)(lonely))


def test_many_strategies_with_long_chinese_names_can_be_drawn():
    labels = [{f"小红书 a strategy with a long label {i}": {"strategy": "head_kol", "posts": i}} for i in range(1, 13)]
    crowded = verdict_of(scenario_of(labels), worlds=3)
    for kind in KINDS:
        assert kind in ("drivers", "risk") or "abel 12" in drawing.svg(getattr(figures, kind)(crowded))


def test_settings_of_matplotlib_are_left_as_they_were(verdict):
    with matplotlib.rc_context({"font.size": 31.0, "svg.fonttype": "path", "axes.grid": True}):
        before = dict(matplotlib.rcParams)
        svg = drawing.svg(figures.differences(verdict))
        assert dict(matplotlib.rcParams) == before
    assert svg == drawing.svg(figures.differences(verdict))


def test_a_market_where_nobody_buys_can_be_drawn():
    nobody = {label: (reach, aware, 0) for label, (reach, aware, _) in MADE_UP.items()}
    silent = verdict_of(scenario_of(["head_kol", "tiered", "no_campaign"]), worlds=3, made_up=nobody)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in KINDS:
            assert "NaN" not in drawing.svg(getattr(figures, kind)(silent))
    assert "nobody bought" in drawing.svg(figures.credit(silent))


def test_a_notebook_shows_a_figure_as_svg(verdict):
    assert figures.credit(verdict)._repr_html_().startswith("<svg")


def test_the_forest_marks_intervals_that_exclude_zero(verdict):
    (axes,) = figures.differences(verdict).axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    frame = verdict.differences[verdict.differences["metric"] == "incremental_buyers"].sort_values("difference", kind="stable")
    filled = [matplotlib.colors.to_hex(dot.get_markerfacecolor()) != "#ffffff" for dot in dots]
    assert filled == list((frame["low"] > 0) | (frame["high"] < 0))
    assert any(filled) and not all(filled)


def test_shares_of_credit_sum_to_one(verdict):
    (axes,) = figures.credit(verdict).axes
    widths = np.array([[bar.get_width() for bar in bars] for bars in axes.containers])
    assert np.allclose(widths.sum(axis=0), 1.0, atol=1e-3)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12).map(sorted), st.floats(0.01, 0.3))
def test_spread_keeps_order_distance_and_bounds(wanted, gap):
    places = drawing.spread(wanted, gap)
    fair = min(gap, 1.0 / max(1, len(wanted) - 1))
    assert all(upper - lower >= fair - 1e-9 for lower, upper in pairwise(places))
    assert min(places) >= -1e-9 and max(places) <= 1.0 + 1e-9


def test_spread_leaves_what_is_apart_where_it_is():
    assert drawing.spread([0.1, 0.5, 0.9], 0.2) == pytest.approx([0.1, 0.5, 0.9])


@pytest.mark.parametrize(
    ("people", "text"), [(0, "0"), (950, "950"), (12_340, "12.3k"), (400_000, "400k"), (999_600, "1m"), (1.26e6, "1.3m")]
)
def test_counts_are_shortened(people, text):
    assert drawing.compact(people) == text


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (-0.2, "0"), (1234.4, "+1,234"), (-5.0, "−5")])
def test_differences_carry_a_sign(value, text):
    assert drawing.signed(value) == text


def test_a_cut_label_keeps_its_end():
    assert lettering.short("one very long label number 11", 16) == "one very l…er 11"
    assert re.fullmatch(r".{1,16}", lettering.short("x" * 40, 16))
