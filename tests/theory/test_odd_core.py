"""The core of the model, written again from its description (odd_core.py), and the engine come to the same distribution."""

from functools import cache

import numpy as np
import odd_core
import pytest
from scipy.stats import ks_2samp

from simulation.engine import audience, run
from simulation.engine.engines import engine
from simulation.engine.terms import hearers
from simulation.engine.world import CREATOR_CONTENT, KOC_CONTENT, NOBODY, Cast, World
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.mechanisms import MECHANISMS, without
from simulation.model.parameters import DEFAULTS
from simulation.model.population import KOC, KOL, draw_population

CORE = {
    "persuasion_knowledge", "tie_trust", "autonomy", "experience", "label_learning", "drift", "fatigue", "complaints", "lapse",
}  # fmt: skip
EAGER = {
    "pi_private_awareness": 0.4, "pi_private_interest": 0.35, "pi_private_search": 0.35, "pi_private_action": 0.35,
    "pi_public_awareness": 0.3, "pi_public_interest": 0.25, "pi_public_search": 0.3, "pi_public_action": 0.25,
    "own_awareness": 0.002, "own_interest": 0.02, "r_private": 0.4, "share_cap": 2.0, "sigma_buyer": 0.6, "sigma_ratio": 3.0,
    "gain_labelled": 0.05, "loss_hidden": 0.1, "wear_out": 6.0, "complaint": 0.7, "satisfaction": 0.5, "reach_followers": 400.0,
}  # fmt: skip
P = without(DEFAULTS._replace(**EAGER), *sorted(set(MECHANISMS) - CORE))
CONSUMERS, DAYS, REPLICATES, MOST = 2000, 30, 150, 4.0
ROLES = (odd_core.PEER, odd_core.KOC, odd_core.KOL, odd_core.OWN)
NAMES = ("peer", "KOC", "KOL", "own initiative")


@cache
def network() -> Network:
    """Random ties of random strength, both ways."""
    ties = generators.erdos_renyi(CONSUMERS, 6.0, key=5)
    hearer = hearers(ties)
    once = ties.in_source < hearer
    strength = chance.draws(chance.at(chance.world(5), chance.GRAPH), np.arange(once.sum()).astype(np.uint64))
    return Network.from_edges(ties.in_source[once], hearer[once], strength, directed=False, consumers=range(CONSUMERS))


@cache
def accounts() -> tuple[odd_core.Account, ...]:
    """Creators of different size and independence, one without a label, and recruited consumers; the same in every replicate."""
    world = replicate(0)
    hired = []
    for a in range(5):
        row, days = audience.strangers(world, a, 150 + 100 * a), tuple(range(1 + a, DAYS, 4))
        one = odd_core.Account(KOL, float(row.size), row, np.zeros(row.size), days, 0.3 + 0.1 * a)
        hired.append(one._replace(labelled=a != 2, quality=0.4 + 0.05 * a))
    for a in range(20):
        row, ties = audience.of_koc(world, 50 * a, 100 + a, 60, 0.0)
        hired.append(odd_core.Account(KOC, 60.0, row, ties, tuple(range(1 + a % 7, DAYS, 6)), 0.6, a % 2 == 0, 50 * a, 0.55))
    return tuple(hired)


def replicate(number: int) -> World:
    """One world of the key: the network stays, traits and luck are new."""
    key = chance.world(11, number)
    return World(network(), draw_population(key, network().names, P), P, key, 1.0, DAYS)


def cast() -> Cast:
    """The accounts as the engine reads them."""
    hired = accounts()
    n, alike = len(hired), ("role", "independence", "labelled", "quality")
    of = {name: np.array([getattr(account, name) for account in hired]) for name in alike}
    return Cast(
        word=np.arange(n).astype(np.uint64), role=of["role"].astype(np.int8),
        family=np.where(of["role"] == KOC, KOC_CONTENT, CREATOR_CONTENT).astype(np.int8),
        node=np.array([a.node for a in hired], np.int32), independence=of["independence"], quality=of["quality"],
        first_independence=of["independence"].copy(), labelled=of["labelled"], followers=np.array([a.followers for a in hired]),
        row_start=np.cumsum([0] + [a.row.size for a in hired]), row_follower=np.concatenate([a.row for a in hired]),
        row_tie=np.concatenate([a.ties for a in hired]), row_on=np.ones(sum(a.row.size for a in hired), np.bool_),
        interactivity=np.full(n, 0.5), accessibility=np.full(n, 0.5), expertise=np.full(n, 0.5), script=np.zeros(n),
        mother=np.full(n, NOBODY, np.int32), capable=np.zeros(n, np.bool_), paid=np.ones(n, np.bool_),
        commented=np.zeros(n, np.bool_), reputation=np.zeros(n), engaged=np.zeros(n), moved=np.zeros(n), grown=np.zeros(n),
        listed=np.zeros(n), seen=np.zeros(n, np.int64), last_post=np.full(n, NOBODY, np.int32), views=np.zeros(n, np.int64),
    )  # fmt: skip


def actions(day: int) -> run.Actions:
    """Who starts and who posts on a day."""
    posted = [(a, account.posts.index(day)) for a, account in enumerate(accounts()) if day in account.posts]
    hires = [a for a, account in enumerate(accounts()) if account.node != NOBODY and account.posts[0] == day]
    posts, places = np.array(posted, np.int32).reshape(-1, 2).T.copy()
    return run.Actions(hires=np.array(hires, np.int32), posts=posts, places=places, ages=np.zeros_like(posts))


def of_engine(number: int) -> dict[str, float]:
    """Results of one replicate of the engine."""
    world = replicate(number)
    one = run.begin(world, cast(), engine("kernels"))
    for day in range(1, DAYS + 1):
        one.step(actions(day))
    funnel, learning, n = one.state.funnel, one.state.learning, P.trust_strength
    credit = np.array([np.bincount(funnel.credit_role[k][funnel.crossed[k] >= 0], minlength=8) for k in (0, 3)])
    kept, prior = world.kept_trust[DAYS - learning.learnt_on], world.population.trust
    alpha, beta = (n * part + kept * (now - n * part) for part, now in ((prior, learning.alpha), (1 - prior, learning.beta)))
    early = np.count_nonzero((funnel.crossed[0] >= 0) & (funnel.crossed[0] <= 10))
    return results(early, credit[0], credit[1], (alpha / (alpha + beta) - prior).mean(1))


def of_core(number: int, **wrong: float) -> dict[str, float]:
    """Results of one replicate of what was written again; `wrong` parameters differ from the engine's."""
    arcs = network()
    ties = (arcs.in_source, hearers(arcs), arcs.in_strength.astype(float))
    found = odd_core.run(ties, CONSUMERS, list(accounts()), {**P._asdict(), **wrong}, DAYS, number)
    return results(found["aware"][9], found["credit"][-1][0], found["credit"][-1][3], found["trust"][-1] - found["trust"][0])


def results(early, aware, bought, learnt) -> dict[str, float]:
    """Consumers aware early on and in the end, buyers, shares of credit by role, and the mean change of trust, by name."""
    found = {"aware on day 10": early, "aware": aware.sum(), "buyers": bought.sum()}
    for role, name in zip(ROLES, NAMES, strict=True):
        found[f"awareness by {name}"], found[f"purchases by {name}"] = aware[role] / aware.sum(), bought[role] / bought.sum()
    return found | {f"learnt about {name}": learnt[r] for r, name in enumerate(("peer", "KOC", "KOL", "KOS", "brand")) if r != 3}


def table(one, replicates: int = REPLICATES, **wrong: float) -> dict[str, np.ndarray]:
    """(replicates,) each result by name."""
    rows = [one(number, **wrong) for number in range(replicates)]
    return {name: np.array([row[name] for row in rows], float) for name in rows[0]}


@cache
def engines() -> dict[str, np.ndarray]:
    """The engine's results."""
    return table(of_engine)


def apart(core: dict[str, np.ndarray]) -> dict[str, float]:
    """Distance of the means in standard errors of their difference, by result."""
    return {name: float((mine.mean() - core[name].mean()) / error(mine, core[name])) for name, mine in engines().items()}


def error(one: np.ndarray, other: np.ndarray) -> float:
    """Standard error of a difference of means."""
    return float(np.sqrt(one.var(ddof=1) / one.size + other.var(ddof=1) / other.size))


def test_the_model_written_again_from_its_description_has_the_distribution_of_the_engine():
    core = table(of_core)
    assert {name: far for name, far in apart(core).items() if abs(far) > MOST} == {}
    assert ks_2samp(engines()["buyers"], core["buyers"]).pvalue > 0.001
    for name, share in (("aware", 0.005), ("buyers", 0.015)):
        assert error(engines()[name], core[name]) < share * core[name].mean()


def test_there_is_enough_of_everything_to_compare():
    mean = {name: values.mean() for name, values in engines().items()}
    assert 600 < mean["aware"] < 1400 and mean["buyers"] > 80
    assert min(mean[f"{step} by {name}"] for step in ("awareness", "purchases") for name in NAMES) > 0.05
    assert mean["learnt about KOC"] < -0.001 and mean["learnt about KOL"] > 0.001
    assert P.share_cap / P.r_private < network().out_degree.mean()  # the cap on sharing binds


@pytest.mark.parametrize(
    "name, factor, replicates", [("delta_social", 0.8, 40), ("beta_trust", 1.2, REPLICATES), ("r_private", 0.5, 40)]
)
def test_a_wrong_parameter_shows(name: str, factor: float, replicates: int) -> None:
    core = table(of_core, replicates, **{name: factor * getattr(P, name)})
    assert max(abs(far) for far in apart(core).values()) > MOST
