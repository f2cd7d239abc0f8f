"""Twenty-five faults of one line each, and the test that must catch it."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What is planted where: `found` stands exactly once in `file` and becomes `planted`; `test` must then fail."""

    name: str
    file: str
    found: str
    planted: str
    test: str


AGREEMENT = "tests/engine/test_agreement.py::test_everyone_moves_on_the_same_day"
EQUATIONS = "tests/model/test_equations.py"
CHANCE = "tests/model/test_chance.py"
DAY = "tests/engine/test_day.py"
LAW = "tests/engine/test_campaign_is_a_law.py"
MAIN = "tests/experiments/test_main_scenario.py"
STRATEGIES = "tests/actors/test_strategies.py"

FAULTS = (
    Fault("a sign: recognised intent adds trust", "model/equations.py",
          "return tau * (1.0 - kappa * recognised * (1.0 - independence))",
          "return tau * (1.0 + kappa * recognised * (1.0 - independence))",
          f"{EQUATIONS}::test_recognised_intent_only_costs_trust"),
    Fault("a sign: fit puts people off", "model/equations.py",
          "        + beta_fit * (fit - 0.5)\n", "        - beta_fit * (fit - 0.5)\n", f"{EQUATIONS}::test_persuasion"),
    Fault("a sign: reach grows with followers", "model/equations.py",
          "math.exp(-epsilon * math.log", "math.exp(epsilon * math.log",
          f"{EQUATIONS}::test_reach_falls_with_followers_and_is_capped"),
    Fault("a sign: over-exposure persuades", "model/equations.py",
          "return max(1.0 - remembered / worn, -floor)", "return max(1.0 - remembered / worn, floor)",
          f"{EQUATIONS}::test_wear_out_starts_at_one_and_ends_at_its_floor"),
    Fault("a lost decay: evidence is never forgotten", "model/equations.py",
          "return int(delta * held)", "return int(held)", f"{EQUATIONS}::test_a_leak_truncates_the_product"),
    Fault("credit favours the oldest evidence", "model/equations.py",
          "/ a) + age * log_delta", "/ a) - age * log_delta",
          f"{EQUATIONS}::test_credit_of_older_evidence_has_faded_as_the_evidence_has"),
    Fault("names are combined without the increment", "model/chance.py",
          "((np.uint64(name) + _ONE) * _WEYL)", "(np.uint64(name) * _WEYL)",
          f"{CHANCE}::test_at_state_nought_the_names_are_the_outputs_of_splitmix64"),
    Fault("replicates are counted up", "model/chance.py",
          "np.random.SeedSequence(entropy=key, spawn_key=child)", "np.random.SeedSequence(entropy=key + (replicate or 0))",
          f"{CHANCE}::test_replicates_are_spawned_and_not_counted_up"),
    Fault("a swapped role: peers are trusted like KOC", "model/population.py",
          "means = (p.trust_peer, p.trust_koc,", "means = (p.trust_koc, p.trust_peer,",
          f"{DAY}::test_mean_trust_of_each_role_is_its_parameter"),
    Fault("a draw keyed by slot, not by person", "engine/kernels/delivery.py",
          "chance.draw(post, names[i]) < eq.seen(reach[c], activity[i]):",
          "chance.draw(post, slot) < eq.seen(reach[c], activity[i]):",
          AGREEMENT),
    Fault("a lost decay: broadcasts are remembered for ever", "engine/kernels/evidence.py",
          "evidence.broadcast[i] = eq.leak(evidence.broadcast[i], delta_broadcast)",
          "evidence.broadcast[i] = evidence.broadcast[i]",
          AGREEMENT),
    Fault("a swapped role: comments carry trust in KOC", "engine/kernels/delivery.py",
          "return PEER if role == COMMENT else role", "return KOC if role == COMMENT else role", AGREEMENT),
    Fault("an off-by-one day: crossings are dated tomorrow", "engine/kernels/transitions.py",
          "funnel.crossed[k, i], funnel.last[i] = day, k\n", "funnel.crossed[k, i], funnel.last[i] = day + 1, k\n", AGREEMENT),
    Fault("an off-by-one day: sharing ends a day late", "engine/kernels/aftermath.py",
          "day - talk.began[i]) < gamma", "day - talk.began[i] + 1) < gamma", AGREEMENT),
    Fault("a swapped role: sharers are taken for KOC", "engine/columns.py",
          "= KOC, KOC_CONTENT, cast", "= PEER, KOC_CONTENT, cast", f"{DAY}::test_a_sharer_is_a_peer_unless_hired"),
    Fault("a lost decay: comments speak of everybody ever moved", "engine/run.py",
          "cast.engaged * world.p.engagement_kept + cast.moved", "cast.engaged + cast.moved",
          f"{DAY}::test_the_stock_behind_comments_fades_and_counts_people"),
    Fault("an account follows itself: a follower counted twice", "engine/audience.py",
          "while stamp[person] == mark:", "while False:",
          f"{MAIN}::test_no_account_exceeds_its_share_and_audiences_overlap_along_real_ties"),
    Fault("overlap taken the wrong way round", "engine/audience.py",
          "chance.draw(here, COPIES) >= overlap", "chance.draw(here, COPIES) < overlap",
          f"{MAIN}::test_without_overlap_audiences_meet_by_chance_only"),
    Fault("money spent is still there", "actors/ledger.py",
          "return self.budget - self.spent", "return self.budget",
          f"{STRATEGIES}::test_spend_and_rest_make_the_budget_to_the_fen"),
    Fault("an off-by-one day: posts every eight days", "actors/desk.py",
          "first + WEEK * posts, WEEK)", "first + WEEK * posts, WEEK + 1)",
          f"{STRATEGIES}::test_posts_come_seven_days_apart_within_the_horizon"),
    Fault("advertisements of all earlier days are shown again", "actors/media.py",
          "yield Showings(day, upto - before,", "yield Showings(day, upto,",
          f"{STRATEGIES}::test_advertisements_shown_are_those_paid_for"),
    Fault("every small account carries comments", "actors/desk.py",
          "account.commented = creator in self.market.true_tiers.head", "account.commented = True",
          f"{DAY}::test_only_head_accounts_and_spinoffs_carry_comments"),
    Fault("an undirected tie is heard one way only", "graph/network.py",
          "    if not directed:\n", "    if directed and False:\n",
          "tests/graph/test_network.py::test_an_undirected_tie_is_stored_both_ways_and_counted_once"),
    Fault("thresholds are rounded down", "model/laws.py",
          "max(1, math.ceil(law.fraction * degree))", "max(1, math.floor(law.fraction * degree))",
          "tests/engine/test_spread.py::test_a_threshold_is_compared_in_whole_adopters"),
    Fault("intervals forget how many were compared", "experiments/statistics.py",
          "(2.0 * comparisons)", "2.0",
          "tests/experiments/test_statistics.py::test_intervals_of_a_leader_chosen_by_looking_hold_together_in_95_of_100_cases"),
)  # fmt: skip
