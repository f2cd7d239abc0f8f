"""V11 · Break-even without word of mouth: one large account against a thousand small ones, before anybody passes anything on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from simulation.engine.spread import spread
from simulation.experiments.checks import Check, Floats
from simulation.experiments.verification.simulated import computed, point, simulated
from simulation.graph.network import Network
from simulation.model import chance, laws

NANO, MACRO = 0.265, 0.049  # revenue per follower, euro
BEICHERT = "revenue per follower .265 and .049 euro: Beichert et al. 2024"
SMALL_ONES = 1000  # accounts
FEE = 200.0  # CNY each; the large one costs as much as all
SOURCES = "N[1 − ∏(1 − r f/N)]"
CONSUMERS, REPLICATES = 200_000, 64
LARGE, SMALL = 108_163, 20  # followers: the large account's, and a small one's, at break-even


def checks() -> Iterator[Check]:
    """Every check of this part."""
    given = {"nano": NANO, "macro": MACRO}
    yield computed("revenue", "nano to macro", "ratio per follower", BEICHERT, _ratio, given, [5.41], 0.005)
    what = "followers a small account needs for a thousand to match one large"
    for followers, known in ((1_000_000, 185), (5_000_000, 925)):
        case, told = f"large account of {followers:,}", partial(_break_even, followers, 0.0)
        yield computed("break-even", case, what, BEICHERT, told, given, [known], 0.5)
    case, told = "large account of 1,000,000, overhead 50 CNY on a fee of 200", partial(_break_even, 1_000_000, 50.0)
    source = "F(1 + h/200)/(1,000 · nano/macro), as so many fewer can be paid"
    yield computed("break-even", case, what, source, told, given, [1.25 * 1_000_000 / 5408], 0.05)
    case = f"N = {CONSUMERS:,}; one account of {LARGE:,}, {SMALL_ONES:,} of {SMALL}, audiences drawn"
    what = "buyers by the large one, by the small ones, by both; in units of r f summed over these"
    yield simulated("goldenberg", case, what, SOURCES, _campaigns, _expected, given)


def _ratio(nano: float, macro: float) -> Floats:
    return point(nano / macro)


def _break_even(followers: float, overhead: float, nano: float, macro: float) -> Floats:
    return point(followers * (1 + overhead / FEE) / (SMALL_ONES * nano / macro))


def _units() -> Floats:
    large, small = MACRO * LARGE, NANO * SMALL * SMALL_ONES
    return np.array([large, small, large + small])


def _expected(nano: float, macro: float) -> Floats:
    large, small = 1 - macro * LARGE / CONSUMERS, (1 - nano * SMALL / CONSUMERS) ** SMALL_ONES
    return np.asarray(CONSUMERS * (1 - np.array([large, small, large * small])) / _units())


def _campaigns() -> Floats:
    """(replicates, 3) buyers of one step, in which each account is heard once by its own audience."""
    law, rows = laws.goldenberg(NANO, MACRO, 0.0), []
    for key in range(REPLICATES):
        network = _audiences(key)
        hired = (np.array([0]), np.arange(1, SMALL_ONES + 1), np.arange(SMALL_ONES + 1))
        rows.append([spread(network, law, one, 1, key, threads=1).sizes[0] - one.size for one in hired])
    return np.asarray(np.array(rows) / _units())


def _audiences(key: int) -> Network:
    """Accounts 0 (the large one) to 1,000, consumers after them; audiences drawn, each account's without repetition."""
    stream = chance.at(chance.at(chance.world(key), chance.GRAPH), chance.name_of("audiences"))
    heard = [_drawn(chance.at(stream, account), LARGE if account == 0 else SMALL) for account in range(SMALL_ONES + 1)]
    account = np.repeat(np.arange(SMALL_ONES + 1), [LARGE] + [SMALL] * SMALL_ONES)
    hearer = np.concatenate(heard) + SMALL_ONES + 1
    everybody = range(CONSUMERS + SMALL_ONES + 1)
    return Network.from_edges(account, hearer, consumers=everybody, strong=account > 0)


def _drawn(stream: chance.Bits, followers: int) -> npt.NDArray[np.int64]:
    """So many different consumers, each as likely."""
    if followers > CONSUMERS // 4:
        return np.argsort(chance.counted(stream, 0, CONSUMERS))[:followers]
    found = np.empty(0, np.int64)
    for start in range(0, CONSUMERS, 2 * followers):
        drawn = (chance.counted(stream, start, start + 2 * followers) * CONSUMERS).astype(np.int64)
        found = np.concatenate((found, drawn))
        first = np.unique(found, return_index=True)[1]
        if first.size >= followers:
            break
    return found[np.sort(first)][:followers]
