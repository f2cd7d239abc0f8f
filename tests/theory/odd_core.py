"""The core of the model, written again from docs/ODD.md alone, in plain numpy and real numbers.

In: the funnel, evidence and resistances, posts of KOL and KOC, sharing, trust and what is learnt, recognised intent,
drift, noise of quality, autonomy, fatigue, own initiative, lapse, forgetting, satisfaction, complaints, and credit.
Out: prices, calendar and gates, short paths, pools, sellers and messages, advertisements, spin-offs, search page,
recommendations, cap on attention, half-lives, won and lost followers, comments, scripts, reputation, trust by source,
scandals, incentives, product given away, repurchases and churn, money. Sections of the ODD are named in brackets.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

PEER, KOC, KOL, KOS, BRAND, OWN = 0, 1, 2, 3, 4, 7  # roles [7.1]; without spin-offs the first five are the families too
UNAWARE, AWARE, BUYER, STAGES = 0, 1, 4, ("awareness", "interest", "search", "action")  # the names are of transitions
Array = np.ndarray[Any, Any]


class Account(NamedTuple):
    """A KOL, or the consumer `node` who is a KOC: its row is who follows it, along ties of what strength (0: none)."""

    role: int
    followers: float
    row: Array
    ties: Array
    posts: tuple[int, ...]  # days of its posts
    independence: float
    labelled: bool = True
    node: int = -1
    quality: float = 0.5


def beta(rng: np.random.Generator, mean: float, strength: float, count: int) -> Array:
    """Beta draws by mean and concentration; a mean of 0 or 1 is a point mass [7.2]."""
    return rng.beta(strength * mean, strength * (1 - mean), count) if 0 < mean < 1 else np.full(count, mean)


def exposures(day: int, ties: tuple[Array, Array, Array], accounts: list[Account], iota: Array, activity: Array,
              sharing: Array, hired: Array, p: Mapping[str, float], rng: np.random.Generator) -> tuple[Array, ...]:  # fmt: skip
    """Today's posts (19, 20) and shares (21): hearer, role, tie, private, quality, independence, d, labelled, sign [7.5]."""
    parts: list[tuple[Any, ...]] = []
    for number, account in enumerate(accounts):
        reach = min(p["reach_max"], p["reach_rate"] * (max(1, account.followers) / p["reach_followers"]) ** -p["epsilon"])
        d = p["recognition_labelled" if account.labelled else "recognition_hidden"] * (iota[number] < 1)
        for _ in range(account.posts.count(day)):
            seen = rng.random(len(account.row)) < reach * activity[account.row]
            quality = np.clip(account.quality + p["quality_sd"] * rng.normal(), 0, 1)
            whom = account.row[seen], account.role, account.ties[seen]
            parts.append((*whom, 0, quality, iota[number], d, account.labelled, 1))
    source, target, strength = ties
    degree = np.maximum(1, np.bincount(source, minlength=len(activity)))
    told = p["r_private"] * np.minimum(1, p["share_cap"] / (p["r_private"] * degree))
    heard = (sharing[source] != 0) & (rng.random(len(source)) < told[source])
    sharer = source[heard]
    source_iota = np.append(iota, 1.0)[hired[sharer]]  # hired is -1 for all but recruited KOC: the last entry
    d, role = p["recognition_hidden"] * (source_iota < 1), np.where(hired[sharer] >= 0, KOC, PEER)
    parts.append((target[heard], role, strength[heard], 1, 0.5, source_iota, d, 0, sharing[sharer]))
    return tuple(np.concatenate(column) for column in zip(*(np.broadcast_arrays(*part) for part in parts), strict=True))


def smallest(who: Array, key: Array, role: Array, best: Array, best_role: Array) -> None:
    """Keep everybody's smallest key of credit and whose it is (7)."""
    order = np.argsort(-key)
    order = order[key[order] < best[who[order]]]
    best[who[order]], best_role[who[order]] = key[order], role[order]


def run(
    ties: tuple[Array, Array, Array], count: int, accounts: list[Account], p: Mapping[str, float], days: int, seed: int
) -> dict[str, Array]:
    """By day: aware, buyers, credit by transition and role (cumulative), trust from day 0; `ties`: source, target, strength."""
    rng = np.random.default_rng(seed)
    fit, omega = rng.random(count), beta(rng, p["omega"], p["omega_strength"], count)
    activity = np.exp(p["activity_sd"] * rng.normal(size=count) - p["activity_sd"] ** 2 / 2)
    n = p["trust_strength"]
    start = np.stack([beta(rng, p["trust_" + name], n, count) for name in ("peer", "koc", "kol", "kos", "brand")], axis=1)
    base = np.array([[p[f"pi_{channel}_{stage}"] for stage in STAGES] for channel in ("public", "private")])
    base = np.log(base / (1 - base))
    own = np.array([p[f"own_{stage}"] for stage in STAGES])
    forget = np.array([p["delta_social"], p["delta_broadcast"], 1.0])
    stage, since, xi, evidence = np.zeros(count, int), np.zeros(count, int), rng.exponential(size=count), np.zeros((3, count))
    key, key_role = np.full((2, count), np.inf), np.full((2, count), OWN)
    gains, losses = np.zeros((count, 5)), np.zeros((count, 5))  # what was learnt: alpha - alpha0, beta - beta0
    memory, sharing, began, hired = np.zeros((count, 5)), np.zeros(count, int), np.zeros(count, int), np.full(count, -1)
    iota, credit = np.array([account.independence for account in accounts]), np.zeros((4, 8), int)
    series: dict[str, list[Any]] = {"credit": [], "trust": [start.mean(0)]}
    for day in range(1, days + 1):
        for number, account in enumerate(accounts):  # recruited KOC start on the day of their first post [3, moment 0]
            if account.node >= 0 and min(account.posts, default=0) == day:
                stage[account.node], sharing[account.node], began[account.node], hired[account.node] = BUYER, 1, day - 1, number
        who, role, tie, private, quality, source_iota, d, labelled, sign = exposures(
            day, ties, accounts, iota, activity, sharing, hired, p, rng
        )
        evidence *= forget[:, None]  # (5)
        gains, losses = gains * p["lambda_trust"], losses * p["lambda_trust"]  # (8)
        social, suits = role <= KOC, p["beta_fit"] * np.where(stage > UNAWARE, fit - 0.5, 0)
        today = np.bincount(who * 5 + role, minlength=count * 5).reshape(count, 5)
        middle = memory + today / 2  # (14), (15): own family, chi times all others, less half of the exposure itself
        remembered = middle + p["chi"] * (middle.sum(1, keepdims=True) - middle) - 0.5
        worn = np.maximum(1 - remembered / p["wear_out"], -p["reactance"])[who, role]
        recognised = rng.random(len(who)) < d
        odds = ((n * start + gains) / (n * (1 - start) + losses))[who, role]
        tau = 1 / (1 + np.exp(-p["theta"] * tie) / odds)  # (9, 11)
        tau *= 1 - p["kappa"] * recognised * (1 - source_iota)  # (12)
        z = base[private, np.minimum(stage[who], 3)] + p["beta_trust"] * (tau - p["tau_bar"]) + suits[who]  # (13)
        z += p["beta_quality"] * (quality - 0.5)
        a = np.minimum(40, np.logaddexp(0, z)) * (1 - np.where(social, omega[who], 0))  # (3): -ln(1 - pi) = ln(1 + e^z)
        a *= np.where(sign < 0, -np.maximum(worn, 0), worn)  # (16), a complaint
        for row, mine in enumerate((social, ~social)):
            evidence[row] += np.bincount(who[mine], a[mine], minlength=count)
            mine = mine & (a > 0)
            keys = np.log(rng.exponential(size=mine.sum()) / a[mine]) + day * np.log(forget[row])  # (7)
            smallest(who[mine], keys, role[mine], key[row], key_role[row])
        evidence[2] += own[np.minimum(stage, 3)] * np.exp(suits)  # (17)
        evidence = np.maximum(evidence, 0)  # (6)
        crossed = np.flatnonzero((stage < BUYER) & (evidence.sum(0) >= xi))
        own_key = np.log(rng.exponential(size=len(crossed)) / np.maximum(evidence[2, crossed], 1e-300))
        race = np.vstack([key[:, crossed] - day * np.log(forget[:2, None]), own_key])
        winner = np.vstack([key_role, np.full(count, OWN)])[race.argmin(0), crossed]
        np.add.at(credit, (stage[crossed], winner), 1)
        stage[crossed], since[crossed] = stage[crossed] + 1, day
        bought, seller = crossed[stage[crossed] == BUYER], winner[stage[crossed] == BUYER]
        lesson = np.where(seller == OWN, BRAND, seller)  # own initiative teaches about the brand [7.7]
        pleased = rng.random(len(bought)) < 1 / (1 + np.exp(-p["satisfaction"] - p["beta_fit"] * (fit[bought] - 0.5)))  # (22)
        lapsed = np.flatnonzero((stage > AWARE) & (stage < BUYER) & (since < day) & (rng.random(count) < p["lapse"]))
        stage[lapsed], since[lapsed] = AWARE, day
        fresh = np.concatenate([crossed, lapsed])
        evidence[:, fresh], key[:, fresh], xi[fresh] = 0, np.inf, rng.exponential(size=len(fresh))
        sharing[(sharing != 0) & (began < day) & (rng.random(count) < p["gamma"])] = 0  # spells on at dawn [3, moment 7]
        told = crossed[(stage[crossed] == AWARE) & (rng.random(len(crossed)) < p["sigma_buyer"] / p["sigma_ratio"])]  # [7.9]
        speaks = (rng.random(len(bought)) < p["sigma_buyer"]) & (pleased | (rng.random(len(bought)) < p["complaint"]))
        sharing[told], began[told], began[bought[speaks]] = 1, day, day
        sharing[bought[speaks]] = np.where(pleased, 1, -1)[speaks]
        np.add.at(gains, (bought, lesson), p["experience"] * pleased)  # [7.7]
        np.add.at(losses, (bought, lesson), p["experience"] * p["eta"] * ~pleased)
        gains.flat[np.unique((who * 5 + role)[labelled == 1])] += p["gain_labelled"]  # once a day
        losses.flat[np.unique((who * 5 + role)[recognised & (labelled == 0)])] += p["loss_hidden"]
        iota *= (1 - p["drift"]) ** np.array([account.posts.count(day) for account in accounts])  # (23): all are paid
        memory = p["delta_fatigue"] * memory + today
        series["credit"].append(credit.copy())
        series["trust"].append(((n * start + gains) / (n + gains + losses)).mean(0))
    result = {name: np.array(values) for name, values in series.items()}
    return result | {"aware": result["credit"][:, 0].sum(1), "buyers": result["credit"][:, 3].sum(1)}
