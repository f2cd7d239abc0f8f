"""A folder of teams: who may play and who may not, everybody in the same worlds, one league."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from simulation.actors.strategies.split import Split
from simulation.experiments import game as games
from simulation.experiments import teams
from simulation.experiments.game import Game, game
from simulation.experiments.scenario import Scenario
from simulation.language import spoken
from simulation.refusal import Refusal

GAME = """\
name: village
horizon: 8 days
scale: 40
consumers: { communities: { consumers: 120, communities: 4, mean_degree: 6, homophily: 0.7 } }
accounts: { file: card.csv }
budget: 20_000 CNY
strategies: [no_campaign, the machine: head_kol]
replicates: 4
"""
CARD = """\
name,role,followers,fee,platform,segment
The Mill,KOL,2400,300,video,
The Baker,KOL,1200,120,video,
The Smith,KOL,1100,90,video,
The Fair,KOL,1500,150,video,
"""
TEAMS = {
    "red.yaml": "team: red\nstrategy: head_kol\nposts: 1\n",
    "blue.yml": "team: blue\nsplit:\n  head: 60 %\n  ads: 40 %\n",
    "green.yaml": "team: 绿队\nstrategy: six_three_one\nkoc: 30 %\nhead: 60 %\n",
}
# What a class hands in, and words of the complaint about it.
BROKEN = {
    "no team": ("strategy: head_kol\n", "found nothing; expected what the team is called"),
    "an empty file": ("", "found nothing; expected"),
    "a list": ("- head_kol\n", "found a list"),
    "a sentence": ("we buy everything\n", "found a str"),
    "no YAML": ("team: [red\n", "YAML"),
    "a tab": ("team: red\n\tstrategy: head_kol\n", "YAML"),
    "only a name": ("team: red\n", "neither `strategy:` nor `split:`"),
    "both ways": ("team: red\nstrategy: head_kol\nsplit: {koc: 1}\n", "both `strategy:` and `split:`"),
    "an unknown strategy": ("team: red\nstrategy: head_cool\n", "did you mean 'head_kol'"),
    "a strategy that is a number": ("team: red\nstrategy: 7\n", "expected the name of a strategy"),
    "a strategy that is a list": ("team: red\nstrategy: [head_kol]\n", "expected the name of a strategy"),
    "an unknown option": ("team: red\nstrategy: head_kol\npost: 3\n", "did you mean 'posts'"),
    "an option out of bounds": ("team: red\nstrategy: six_three_one\nkoc: 130 %\n", "six_three_one.koc: found '130 %'"),
    "an option in words": ("team: red\nstrategy: head_kol\nposts: many\n", "head_kol.posts: found 'many'"),
    "more money": ("team: red\nstrategy: head_kol\nbudget: 1_000_000 CNY\n", "the unknown option 'budget'"),
    "another file": ("team: red\nextends: ../secret.yaml\nstrategy: head_kol\n", "the unknown option 'extends'"),
    "accounts of its own": ("team: red\naccounts: {file: rich.csv}\nstrategy: head_kol\n", "the unknown option 'accounts'"),
    "a law of its own": ("team: red\nstrategy: head_kol\nbehaviour: {kappa: 0}\n", "the unknown option 'behaviour'"),
    "the control": ("team: red\nstrategy: no_campaign\n", "a strategy that spends the budget"),
    "the control's name": ("team: no_campaign\nstrategy: head_kol\n", "neither the machine nor the control has"),
    "the machine's name": ("team: The Machine\nstrategy: head_kol\n", "neither the machine nor the control has"),
    "a name that is a number": ("team: 7\nstrategy: head_kol\n", "expected a name of 1 to"),
    "a name that is a path": ("team: ../red\nstrategy: head_kol\n", "found '../red'"),
    "a name with markup": ("team: <b>red</b>\nstrategy: head_kol\n", "leave out '<'"),
    "an endless name": (f"team: {'r' * 500}\nstrategy: head_kol\n", "expected a name of 1 to"),
    "a split of nothing": ("team: red\nsplit:\n", "a share for each channel"),
    "a split in words": ("team: red\nsplit: half and half\n", "a share for each channel"),
    "a split beyond the budget": ("team: red\nsplit: {koc: 80 %, head: 40 %}\n", "shares that sum to 120 %"),
    "advertisements beyond the budget": ("team: red\nsplit: {koc: 80 %, ads: 40 %}\n", "shares that sum to 120 %"),
    "a split that leaves some": ("team: red\nsplit: {koc: 20 %, ads: 40 %}\n", "shares that sum to 60 %"),
    "a negative share": ("team: red\nsplit: {koc: -0.2}\n", "split.koc: found -0.2"),
    "a share that is no number": ("team: red\nsplit: {ads: .nan}\n", "split.ads: found '.nan'"),
    "an unknown channel": ("team: red\nsplit: {kok: 20 %}\n", "did you mean 'ko"),
    "a strategy inside a split": ("team: red\nsplit: {strategy: head_kol}\n", "a share for each channel"),
    "a split with a neighbour": ("team: red\nposts: 3\nsplit: {koc: 20 %}\n", "the key 'posts' beside it"),
    "a tag": ("team: !!python/name:os.system red\nstrategy: head_kol\n", "the tag"),
    "an anchor": ("team: &a red\nstrategy: head_kol\n", "an anchor or alias"),
    "a key twice": ("team: red\nteam: blue\nstrategy: head_kol\n", "the key 'team' twice"),
}


def folder_of(place: Path, files: dict[str, str]) -> Path:
    """A game in a folder of its own."""
    place.mkdir(exist_ok=True)
    for name, text in {"game.yaml": GAME, "card.csv": CARD, **files}.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Game:
    return game(folder_of(tmp_path_factory.mktemp("class"), TEAMS), workers=1)


def test_everybody_is_ranked_with_the_machine(played: Game) -> None:
    league = played.league
    assert set(league["team"]) == {"red", "blue", "绿队", "the machine"}
    assert list(league["team"][league["machine"]]) == ["the machine"] and played.machine == "the machine"
    assert league["rank"].is_monotonic_increasing and league["buyers"].is_monotonic_decreasing
    assert league["won"].sum() == league["worlds"][0] == 4


def test_all_play_in_the_same_worlds(played: Game) -> None:
    worlds = played.verdict.worlds
    drawn = worlds[worlds["assumptions"] == "vary"].groupby("replicate")[["kappa", "beta_trust", "r_private"]].nunique()
    assert (drawn == 1).all(axis=None)


def test_nobody_spends_more_than_the_budget_in_any_world(played: Game) -> None:
    runs = played.verdict.worlds
    assert (runs["spend"] <= 20_000).all()
    assert ((runs["spend"] + runs["unspent"]).round(6) == 20_000).all()
    assert (played.bought.groupby("team")["spend"].sum() <= 20_000).all()


def test_a_split_buys_its_channels(played: Game) -> None:
    blue = played.bought[played.bought["team"] == "blue"].set_index("channel")["spend"]
    assert set(blue.index) == {"head", "ads"} and blue["head"] <= 12_000 and blue["ads"] >= 8_000


def test_the_lead_over_the_machine_is_its_difference_world_by_world(played: Game) -> None:
    runs = played.verdict.worlds
    gains = runs[runs["assumptions"] == "vary"].pivot(index="replicate", columns="strategy", values="incremental_buyers")
    row = played.league.set_index("team").loc["blue"]
    assert row["over_machine"] == pytest.approx(float((gains["blue"] - gains["the machine"]).mean()))
    assert row["over_machine_low"] <= row["over_machine"] <= row["over_machine_high"]


def test_the_same_teams_in_files_of_other_names_give_the_same_table(played: Game, tmp_path: Path) -> None:
    renamed = {f"{n}-{name.split('.')[0]}.yaml": text for n, (name, text) in enumerate(reversed(TEAMS.items()))}
    again = game(folder_of(tmp_path / "class", renamed), workers=1)
    pd.testing.assert_frame_equal(again.league.drop(columns="file"), played.league.drop(columns="file"))
    pd.testing.assert_frame_equal(again.bought, played.bought)


def test_teams_that_do_the_same_share_their_rank(tmp_path: Path) -> None:
    twins = {f"{name}.yaml": f"team: {name}\nstrategy: long_tail_matrix\n" for name in ("left", "right")}
    league = game(folder_of(tmp_path / "class", twins), replicates=2, workers=1).league.set_index("team")
    assert league["rank"]["left"] == league["rank"]["right"]


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_file_is_not_scored_and_says_why(text: str, words: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "class", {"broken.yaml": text, "red.yaml": TEAMS["red.yaml"].replace("red", "rot")})
    found = teams.entries(folder, ["the machine"])
    assert [one.name for one in found.teams] == ["rot"]
    assert [one.file for one in found.unscored] == ["broken.yaml"]
    message = str(found.unscored[0].why)
    assert message.startswith(str(folder / "broken.yaml")) and words in message and "\n" not in message


def test_a_broken_file_stops_nobody_else(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "class", {**TEAMS, "broken.yaml": "team: [\n"})
    played = game(folder, replicates=1, workers=1)
    assert len(played.league) == 4 and [one.file for one in played.unscored] == ["broken.yaml"]


def test_a_plan_the_market_refuses_stops_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = games.run

    def picky(scenario: object, strategy: object) -> object:
        if getattr(strategy, "posts", 0) == 3:
            raise Refusal("ledger", 1, "less", "spend less")
        return real(scenario, strategy)  # type: ignore[arg-type]

    monkeypatch.setattr(games, "run", picky)
    folder = folder_of(tmp_path / "class", {**TEAMS, "odd.yaml": "team: odd\nstrategy: head_kol\nposts: 3\n"})
    played = game(folder, replicates=1, workers=1)
    assert "odd" not in set(played.league["team"]) and [one.file for one in played.unscored] == ["odd.yaml"]


@pytest.mark.parametrize("other", ["red", "RED", "ｒｅｄ", "r ed"])
def test_of_two_teams_with_one_name_neither_is_scored(other: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "class", {**TEAMS, "a.yaml": f"team: {other}\nstrategy: tiered\n"})
    found = teams.entries(folder, [])
    assert [one.file for one in found.unscored] == ["a.yaml", "red.yaml"]
    assert "red.yaml has too" in str(found.unscored[0].why) and len(found.teams) == 2


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("team: spy\nstrategy: head_kol\n", encoding="utf-8")
    folder = folder_of(tmp_path / "class", TEAMS)
    try:
        os.symlink(tmp_path / "secret.yaml", folder / "spy.yaml")
    except OSError:
        pytest.skip("this system makes no links")
    found = teams.entries(folder, [])
    assert [one.file for one in found.unscored] == ["spy.yaml"] and "secret" not in str(found.unscored[0].why)


def test_what_was_meant_as_a_team_is_not_passed_over(tmp_path: Path) -> None:
    files = {**TEAMS, "late.yaml.txt": "team: late\nstrategy: tiered\n", ".hidden.yaml": "x", "notes.md": "x"}
    folder = folder_of(tmp_path / "class", files)
    (folder / "folder.yaml").mkdir()
    assert [one.file for one in teams.entries(folder, []).unscored] == ["folder.yaml", "late.yaml.txt"]


def test_bytes_that_are_no_text_are_not_scored(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "class", TEAMS)
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe\x00team")
    (folder / "large.yaml").write_bytes(b"#" * 300_000)
    assert [one.file for one in teams.entries(folder, []).unscored] == ["bytes.yaml", "large.yaml"]


@pytest.mark.parametrize("given", ["no-such-folder", 7, None, "a\0b"])
def test_what_is_no_folder_is_refused(given: object) -> None:
    with pytest.raises(Refusal, match="a folder with a file for each team"):
        game(given)  # type: ignore[arg-type]


def test_a_folder_without_teams_or_with_none_that_can_play_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no team's file"):
        game(folder_of(tmp_path / "empty", {}))
    with pytest.raises(Refusal, match="neither `strategy:` nor `split:`"):
        game(folder_of(tmp_path / "broken", {"red.yaml": "team: red\n"}))


def test_a_broken_game_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "class", TEAMS)
    (folder / "game.yaml").write_text("budget: much\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"game\.yaml"):
        game(folder)


def test_a_folder_without_a_game_plays_the_shipped_one(tmp_path: Path) -> None:
    folder = tmp_path / "third form"
    folder.mkdir()
    (folder / "red.yaml").write_text(TEAMS["red.yaml"], encoding="utf-8")
    scenario, house = games._played(folder)
    assert scenario.budget_cny == 80_000 and scenario.name == "third form"
    assert [one.name for one in house] == ["the machine", "head only", "small accounts", "six-three-one"]
    with spoken("zh"):
        assert "只投头部" in games._played(folder)[0].strategies


def test_the_optimiser_plays_a_split_it_found_in_other_worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def search(scenario: Scenario, **how: object) -> SimpleNamespace:
        asked.append((scenario.key, how["time_budget"]))
        return SimpleNamespace(best=Split(head=0.5))

    monkeypatch.setattr("simulation.experiments.optimization.optimize.optimize", search)
    played = game(folder_of(tmp_path / "class", TEAMS), replicates=1, workers=1, optimizer="5s")
    row = played.league.set_index("team").loc["the optimiser"]
    assert asked == [(1, "5s")] and played.verdict.scenario.key == 0
    assert row["machine"] and row["spend"] <= row["budget"]


def test_no_team_is_called_as_the_optimiser_is(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "class", {**TEAMS, "sly.yaml": "team: The Optimiser\nstrategy: tiered\n"})
    assert [one.file for one in game(folder, replicates=1, workers=1).unscored] == ["sly.yaml"]


def test_the_shipped_class_is_found_by_its_name_and_all_its_teams_can_play() -> None:
    folder = teams.folder_of(teams.SHIPPED)
    found = teams.entries(folder, [])
    assert len(found.teams) == 4 and not found.unscored
    assert games._played(folder)[0].name == "class"
