"""Whose share is it: a coalition function over channels, and the ways to divide what all of them bring together.

A game of k players is an array of shape (2^k, …): entry S, read as a set of bits (bit c: player c takes part), is what the
players of S bring by themselves, one column a world. Entry 0 is what comes without any of them.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt

MOST = 8  # players: 256 coalitions

Game = npt.NDArray[Any]


def players_of(game: Game) -> int:
    """How many players a game has."""
    return len(game).bit_length() - 1


def whole(game: Game) -> Game:
    """What all players bring together beyond what comes without them; shape (…)."""
    return np.asarray(game[-1] - game[0])


def shapley(game: Game) -> Game:
    """Shapley (1953): each player's gain from joining, averaged over all orders in which players may join; shape (k, …).

        φ_c = Σ_S |S|! (k − |S| − 1)! (v(S ∪ c) − v(S)) / k!,   S without c

    The only division that sums to the whole, gives equals the same and who adds nothing nothing, and adds up over games.
    Whole numbers are summed as such and divided once, at the end.
    """
    k = players_of(game)
    orders = np.array([factorial(size) * factorial(k - size - 1) for size in range(k)], dtype=object)
    return np.stack([_joining(game, player, orders, k) / factorial(k) for player in range(k)]) if k else game[:0]


def _joining(game: Game, player: int, orders: Any, k: int) -> Game:
    """Over all orders, the sum of what a player adds when joining."""
    absent = [s for s in range(2**k) if not s >> player & 1]
    return np.asarray(sum((game[s | 1 << player] - game[s]) * int(orders[s.bit_count()]) for s in absent))


def removal(game: Game) -> Game:
    """What would be lost if one player alone left: v(all) − v(all but c); shape (k, …). Need not sum to the whole."""
    k = players_of(game)
    return np.asarray(game[-1] - game[[(2**k - 1) ^ 1 << player for player in range(k)]])


def alone(game: Game) -> Game:
    """What one player would bring if nobody else took part: v(c) − v(none); shape (k, …). Need not sum to the whole."""
    return np.asarray(game[[1 << player for player in range(players_of(game))]] - game[0])
