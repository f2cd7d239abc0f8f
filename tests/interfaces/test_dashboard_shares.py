"""The sliders of the page: always the whole, whatever is moved and locked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulation.actors.channels import CHANNELS
from simulation.interfaces.dashboard.shares import PRESETS, Shares, Timing, apportioned, preset

CHANNEL = st.sampled_from(CHANNELS)
MOVES = st.lists(st.tuples(st.sampled_from(["move", "lock"]), CHANNEL, st.integers(-50, 150)), max_size=30)


def after(moves: list[tuple[str, str, int]], begin: Shares) -> Shares:
    now = begin
    for what, channel, to in moves:
        now = now.moved(channel, to) if what == "move" else now.toggled(channel)
    return now


@given(MOVES, st.sampled_from([*PRESETS, *CHANNELS]))
def test_shares_sum_to_the_whole_and_none_is_negative(moves: list[tuple[str, str, int]], name: str) -> None:
    now = after(moves, preset(name))
    assert sum(now.percent) == 100
    assert min(now.percent) >= 0


@given(MOVES, CHANNEL, st.integers(-50, 150))
def test_a_locked_slider_stays_and_the_moved_one_goes_as_far_as_there_is_room(
    moves: list[tuple[str, str, int]], channel: str, to: int
) -> None:
    before = after(moves, preset("equal"))
    now = before.moved(channel, to)
    for other in before.locked:
        assert now.of(other) == before.of(other)
    others = [other for other in CHANNELS if other != channel and other not in before.locked]
    if channel not in before.locked and others:
        room = 100 - sum(before.of(other) for other in before.locked)
        assert now.of(channel) == min(max(0, to), room)


def test_the_others_keep_their_proportions_even_after_one_has_had_everything() -> None:
    there = preset("one_four_five").moved("koc", 100)
    assert there.percent == preset("koc").percent
    back = there.moved("koc", 0)
    assert (back.of("head"), back.of("mid"), back.of("tail")) == (10, 40, 50)


def test_a_slider_without_a_free_partner_cannot_move() -> None:
    now = preset("equal")
    for channel in CHANNELS[1:]:
        now = now.toggled(channel)
    assert now.moved(CHANNELS[0], 70) == now


def test_known_splits_are_as_they_are_called() -> None:
    assert [preset("six_three_one").of(channel) for channel in ("koc", "head", "ads")] == [60, 30, 10]
    assert [preset("pyramid").of(channel) for channel in ("head", "mid", "tail")] == [10, 30, 60]
    assert max(preset("equal").percent) - min(preset("equal").percent) <= 1


def test_what_the_sliders_say_is_what_the_strategy_spends() -> None:
    split = preset("six_three_one").strategy(Timing(posts=2, start=5))
    assert (split.koc, split.head, round(split.ads, 12), split.posts, split.start) == (0.6, 0.3, 0.1, 2, 5)


def test_days_and_posts_stay_within_the_campaign() -> None:
    assert Timing().changed("start", 99, 30).start == 30
    assert Timing().changed("posts", -3, 30).posts == 1


def test_parts_are_whole_and_nearest_to_the_exact_ones() -> None:
    assert apportioned({"a": 1, "b": 1, "c": 1}, 100) == {"a": 34, "b": 33, "c": 33}
    assert apportioned({"a": 0, "b": 0}, 10) == {"a": 5, "b": 5}
