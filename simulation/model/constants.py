"""The table of constants: every number of the model with its unit, range, source, and whether it is an assumption."""

from __future__ import annotations

from typing import NamedTuple

NO_SOURCE = "no source"


class Parameter(NamedTuple):
    """One constant of the model."""

    name: str
    symbol: str
    default: float
    unit: str
    low: float
    high: float
    meaning: str
    source: str = NO_SOURCE
    assumption: bool = True
    joint: tuple[float, float] | None = None
    log: bool = False


NIELSEN = "Nielsen 2015, Global Trust in Advertising"
BANERJEE = "Banerjee et al. 2013: buyers pass on 7 times as often as the merely informed"
QUOTES = "quotes of about 100 small creators on a Chinese lifestyle platform, 2025"


def _rate(name: str, symbol: str, default: float, meaning: str, source: str = NO_SOURCE, widest: float = 3.0) -> Parameter:
    unit = "1/day" if name.startswith("own_") else "probability"
    joint = (default / 1.5, min(1.0, default * 1.5))
    return Parameter(
        name, symbol, default, unit, default / widest, min(1.0, default * widest), meaning, source, joint=joint, log=True
    )


def _trust(role: str, default: float, source: str) -> Parameter:
    span = (default - 0.15, default + 0.15)
    return Parameter(f"trust_{role}", f"τ0_{role}", default, "share", *span, f"mean initial trust in {role}", source, joint=span)


def _fixed(name: str, symbol: str, default: float, unit: str, low: float, high: float, meaning: str, source: str = NO_SOURCE,
           assumption: bool = True) -> Parameter:  # fmt: skip
    return Parameter(name, symbol, default, unit, low, high, meaning, source, assumption)


def _free(name: str, symbol: str, default: float, unit: str, low: float, high: float, meaning: str, source: str = NO_SOURCE,
          joint: tuple[float, float] | None = None, log: bool = False) -> Parameter:  # fmt: skip
    return Parameter(name, symbol, default, unit, low, high, meaning, source, True, joint or (low, high), log)


TRAITS = ("interactivity", "accessibility", "expertise")


def _trait(trait: str, role: str) -> Parameter:
    return Parameter(f"{trait}_{role}", f"{trait[:3]}_{role}", 0.5, "share", 0, 1, f"{trait} of {role} accounts; ½ is neutral")


TABLE: tuple[Parameter, ...] = (
    # one exposure at average trust, by the transition it is for
    _rate("pi_private_awareness", "π_private,1", 0.30, "a share or pitch makes somebody unaware aware"),
    _rate("pi_private_interest", "π_private,2", 0.10, "a share or pitch makes somebody aware interested"),
    _rate("pi_private_search", "π_private,3", 0.15, "a share or pitch makes somebody interested search"),
    _rate("pi_private_action", "π_private,4", 0.10, "a share or pitch makes somebody searching buy"),
    _rate("pi_public_awareness", "π_public,1", 0.10, "a post or advertisement makes somebody unaware aware"),
    _rate("pi_public_interest", "π_public,2", 0.05, "a post or advertisement makes somebody aware interested"),
    _rate("pi_public_search", "π_public,3", 0.10, "a post or advertisement makes somebody interested search"),
    _rate("pi_public_action", "π_public,4", 0.05, "a post or advertisement makes somebody searching buy"),
    _rate("own_awareness", "a0_1", 0.0005, "evidence a day from own initiative towards awareness",
          "Goldenberg, Libai & Muller 2001: lower end of their external influence", 5.0),
    _rate("own_interest", "a0_2", 0.005, "evidence a day from own initiative towards interest", widest=5.0),
    _rate("own_search", "a0_3", 0.05, "evidence a day from own initiative towards search", widest=5.0),
    _rate("own_action", "a0_4", 0.02, "evidence a day from own initiative towards buying", widest=5.0),
    # trust
    _trust("peer", 0.66, NIELSEN + ": consumer opinions online"),
    _trust("koc", 0.66, NIELSEN + ": consumer opinions online"),
    _trust("kol", 0.66, NIELSEN + ": consumer opinions online"),
    _trust("kos", 0.66, NO_SOURCE),
    _trust("brand", 0.46, NIELSEN + ": advertisements on social networks"),
    _fixed("trust_strength", "α0+β0", 4.0, "observations", 1, 50, "weight of initial trust, in experiences"),
    _free("theta", "θ", 0.92, "logit", 0, 2, "what a full-strength tie adds to trust",
          NIELSEN + ": .83 for people I know, over .66"),
    _fixed("tau_bar", "τ̄", 0.60, "share", 0, 1, "the trust at which the base rates hold"),
    _fixed("lambda_trust", "λ", 0.99, "1/day", 0.9, 1, "share of learnt trust kept a day"),
    _free("eta", "η", 2.0, "ratio", 1, 4, "weight of a bad experience against a good one", "Zhu et al. 2023: sign only"),
    _fixed("satisfaction", "Q", 1.4, "logit", -4, 4, "log-odds that a buyer of average fit is satisfied"),
    _fixed("gain_labelled", "Δα", 0.01, "observations", 0, 1, "trust evidence for a role from a day of labelled posts"),
    _fixed("loss_hidden", "Δβ", 0.05, "observations", 0, 1, "distrust evidence from a hidden but recognised post"),
    # persuasion
    _free("beta_trust", "β_τ", 3.0, "logit", 1, 6, "effect of trust",
          "Wilson & Sherrell 1993: source manipulations explain about 9 % of variance", joint=(1.5, 5.0)),
    _free("beta_fit", "β_f", 2.0, "logit", 0, 4, "effect of a consumer's fit with the product"),
    _free("beta_quality", "β_q", 2.0, "logit", 0, 4, "effect of the content's quality"),
    _free("beta_interactivity", "β_int", 1.0, "logit", 0, 4, "effect of a source that answers"),
    _fixed("beta_expertise", "β_exp", 0.0, "logit", 0, 4, "effect of expertise (3 for 16 % of variance)",
           "Wilson & Sherrell 1993"),
    _free("kappa", "κ", 0.5, "share", 0, 1, "persuasive force lost when commercial intent is recognised",
          "Eisend & Tarrahi 2022: persuasion knowledge reaches about half the explanatory power of persuasion"),
    _fixed("recognition_labelled", "d_1", 0.9, "probability", 0, 1, "a labelled post is recognised as commercial",
           "Eisend et al. 2020: sign only"),
    _fixed("recognition_hidden", "d_0", 0.3, "probability", 0, 1, "an unlabelled paid post is recognised as commercial"),
    _free("omega", "ω", 0.2, "share", 0, 0.8, "mean autonomy: share of social evidence discounted", joint=(0.1, 0.4)),
    _fixed("omega_strength", "ω_n", 8.0, "observations", 1, 100, "concentration of autonomy among consumers"),
    _fixed("activity_sd", "s_act", 0.5, "log", 0, 2, "spread of log activity among consumers (mean activity 1)"),
    _fixed("quality_sd", "s_q", 0.1, "share", 0, 0.5, "spread of quality between posts of one account"),
    # independence of sources: order after Zhao 2025
    _fixed("iota_incentivised", "ι_inc", 0.8, "share", 0, 1, "independence of a KOC who is given an incentive",
          "order: Zhao 2025"),
    _fixed("iota_koc", "ι_koc", 0.6, "share", 0, 1, "independence of a paid KOC", "order: Zhao 2025"),
    _fixed("iota_incubated", "ι_own", 0.4, "share", 0, 1, "independence of a KOC whom the brand has trained", "order: Zhao 2025"),
    _fixed("iota_head", "ι_head", 0.4, "share", 0, 1, "independence of a paid head KOL", "order: Zhao 2025"),
    _fixed("iota_mid", "ι_mid", 0.6, "share", 0, 1, "independence of a paid mid-tier creator"),
    _fixed("iota_tail", "ι_tail", 0.8, "share", 0, 1, "independence of a paid long-tail creator"),
    _fixed("iota_spinoff", "ι_spin", 0.3, "share", 0, 1, "independence of a spin-off account", "order: Zhao 2025"),
    _fixed("iota_kos", "ι_kos", 0.0, "share", 0, 1, "independence of an employee", "order: Zhao 2025"),
    _free("drift", "δ_ι", 0.02, "share", 0, 0.1, "independence lost by each paid post"),
    # fatigue and memory
    _free("wear_out", "n*", 10.0, "exposures", 3, 1000, "exposures after which one more adds nothing",
          "Schmidt & Eisend 2015: attitude is highest at about ten", joint=(3.0, 40.0), log=True),
    _fixed("reactance", "g_min", 0.5, "share", 0, 1, "deepest negative effect of over-exposure"),
    _fixed("delta_fatigue", "δ_n", 0.97, "1/day", 0.5, 1, "share of remembered exposures kept a day"),
    _fixed("chi", "χ", 0.3, "share", 0, 1, "weight of other content families in fatigue"),
    _free("delta_social", "δʷ", 0.97, "1/day", 0.8, 1, "share of social evidence kept a day"),
    _free("delta_broadcast", "δᵇ", 0.84, "1/day", 0.8, 1, "share of broadcast evidence kept a day"),
    # sharing
    _free("sigma_buyer", "σ_B", 0.35, "probability", 0, 1, "a buyer begins to share", BANERJEE, joint=(0.2, 0.5)),
    _free("sigma_ratio", "σ_B/σ_I", 7.0, "ratio", 1, 20, "how much likelier a buyer shares than one merely aware", BANERJEE,
          joint=(3.0, 10.0)),
    _fixed("gamma", "γ", 1 / 21, "1/day", 0, 1, "sharing ends", "Trusov et al. 2009: carry-over of about three weeks"),
    _free("r_private", "r_priv", 0.1, "1/day", 0, 1, "a sharer tells a given neighbour on a day", joint=(0.05, 0.15)),
    _fixed("share_cap", "cap", 5.0, "neighbours/day", 0.1, 1000, "neighbours a sharer tells on a day, at most, on average"),
    _fixed("lapse", "ℓ", 0.05, "1/day", 0, 1, "interest or search falls back to awareness"),
    # reach
    _fixed("reach_rate", "r0", 0.30, "share", 0, 1, "share of followers a post of an account of F0 followers reaches"),
    _free("epsilon", "ε", 0.35, "elasticity", 0, 0.6, "how fast a post's reach falls with followers",
          "one study: revenue per follower nano:macro 5.4, Beichert et al. 2024", joint=(0.1, 0.6)),
    _fixed("reach_followers", "F0", 5000.0, "people", 1, 1e9, "followers at which reach is r0"),
    _fixed("reach_max", "r_max", 0.6, "share", 0, 1, "largest share of followers a post reaches"),
    _free("comment_readers", "s_com", 0.5, "share", 0, 1, "viewers of a KOL's post who read the comments"),
    _fixed("comment_fakes", "φ_fake", 0.0, "share", 0, 1, "fake comments"),
    _fixed("engagement_kept", "δ_c", 0.9, "1/day", 0, 1, "share of an account's engagement stock kept a day"),
    _free("notice", "a_ad", 0.4, "probability", 0, 1, "an advertisement shown is noticed", joint=(0.2, 0.6)),
    # money
    _fixed("cpm", "CPM", 50.0, "CNY per 1,000", 0.01, 100_000, "price of a thousand advertisement impressions"),
    _fixed("fee_rate", "w0", 36.0, "CNY per 1,000 followers", 0, 100_000, "fee a post of an account of 1,000 followers", QUOTES),
    _fixed("fee_elasticity", "w1", 0.07, "elasticity", -1, 1, "how the fee per follower grows with followers", QUOTES),
    _free("fee_factor", "w", 1.0, "ratio", 0.01, 100, "level of all fees", joint=(0.6, 1.7), log=True),
    _fixed("fee_floor", "w_min", 10.0, "CNY", 0, 100_000, "smallest fee a post"),
    _fixed("overhead", "h_post", 100.0, "CNY", 0, 100_000, "handling cost a post of a hired account"),
    _free("salary", "w_kos", 300.0, "CNY/day", 1, 10_000, "cost of a seller a day", joint=(150.0, 500.0)),
    _fixed("incubation", "w_own", 500.0, "CNY", 0, 1_000_000, "training one KOC of the brand's own"),
    _fixed("spinoff_setup", "w_spin", 5000.0, "CNY", 0, 1_000_000, "setting up one spin-off account"),
    # accounts for hire
    _free("audience_exponent", "x_aud", 0.5, "elasticity", 0.1, 1.0, "how followers grow with views", joint=(0.42, 0.65)),
    _free("audience_share", "s_top", 0.2, "share", 0.001, 0.9, "share of the market following the largest creator",
          joint=(0.1, 0.3)),
    _free("audience_overlap", "o_aud", 0.3, "probability", 0, 0.95, "a follower is also a follower of a befriended creator",
          joint=(0.0, 0.6)),
    _free("koc_followers", "F_koc", 1000.0, "people", 1, 1e7, "followers of one KOC beyond her friends",
          joint=(300.0, 3000.0), log=True),
    _fixed("koc_near", "s_near", 0.25, "share", 0, 1, "share of them from her own community"),
    _fixed("spinoff_trust", "h", 0.5, "share", 0, 1, "weight of the mother in the trust in a spin-off"),
    _free("spinoff_overlap", "s_aud", 0.3, "share", 0, 1, "share of a spin-off's followers who follow the mother",
          joint=(0.1, 0.6)),
    _fixed("spinoff_size", "F_spin", 0.05, "share", 0.0001, 1, "followers of a spin-off over those of the mother"),
    _fixed("kos_followers", "F_kos", 2000.0, "people", 1, 1e7, "followers of a seller's public account"),
    _fixed("kos_every", "d_kos", 2.5, "days", 1, 365, "days between a seller's public posts"),
    _fixed("talks", "C", 30.0, "people/day", 0, 10_000, "people a seller talks to a day"),
    _fixed("pool_start", "s_pool", 0.02, "share", 0, 1, "share of the market in the sellers' pools at the start"),
    _free("join_interest", "j_I", 0.3, "probability", 0, 1, "joining a pool on becoming interested", joint=(0.05, 0.5)),
    _fixed("join_buy", "j_B", 0.1, "probability", 0, 1, "joining a pool on buying"),
    _fixed("leave_pitch", "ℓ_P", 0.01, "probability", 0, 1, "a pitch makes a member leave the pool"),
    # recognition of commercial intent
    _fixed("recognition_repeat", "ρ_rep", 0.0, "1/exposure", 0, 1, "how fast hidden intent is recognised on repetition"),
    _fixed("script", "c", 0.0, "share", 0, 1, "how far KOC and spin-offs speak a text they are given"),
    _fixed("script_independence", "k_c", 0.5, "share", 0, 1, "independence lost by an account that speaks a given text only"),
    _fixed("script_sameness", "s_c", 1.0, "ratio", 0, 10, "extra weight of a scripted post in the fatigue with its family"),
    _fixed("disclosed", "s_lab", 1.0, "share", 0, 1, "share of paid accounts whose posts are labelled"),
    _fixed("posing", "s_pose", 0.0, "share", 0, 1, "share of spin-off accounts that pose as independent consumers"),
    # what drives trust in a source (Zhao's module)
    _fixed("zhao", "z", 0.0, "switch", 0, 1, "1: trust in a source follows its interactivity, accessibility and independence"),
    _fixed("zhao_constant", "z_0", -1.34, "logit", -6, 6, "constant of that trust: .66 for a neutral independent source"),
    _fixed("zhao_interactivity", "z_int", 1.0, "logit", 0, 6, "effect of interactivity on trust", "sign: Zhao 2025"),
    _fixed("zhao_accessibility", "z_acc", 1.0, "logit", 0, 6, "effect of accessibility on trust", "sign: Zhao 2025"),
    _fixed("zhao_independence", "z_ind", 1.0, "logit", 0, 6, "effect of independence on trust", "sign: Zhao 2025"),
    *(_trait(trait, role) for trait in TRAITS for role in ("koc", "kol", "kos", "spinoff")),
    _fixed("skill_sd", "s_skill", 0.0, "share", 0, 0.5, "spread of expertise between sellers"),
    _fixed("reputation_sd", "s_ρ", 0.0, "logit", 0, 2, "spread of reputation between accounts"),
    # experience, scandals, growth of accounts
    _fixed("experience", "w_y", 1.0, "observations", 0, 10, "weight of one's own experience with a purchase"),
    _fixed("complaint", "s_neg", 1.0, "probability", 0, 1, "a dissatisfied buyer who would share complains"),
    _fixed("feedback", "f_Q", 0.0, "logit", 0, 2, "satisfaction gained by each e-fold of buyers who speak up"),
    _fixed("scandal_weight", "Δβ_s", 5.0, "observations", 0, 100, "distrust of a role from a scandal of one of its accounts"),
    _fixed("scandal_reputation", "Δρ", 1.0, "logit", 0, 4, "reputation an account loses by a scandal"),
    _fixed("scandal_spill", "s_spill", 0.5, "share", 0, 1, "share of it that falls on the mother of a spin-off"),
    _fixed("response_effect", "e_resp", 0.5, "share", 0, 1, "share of a scandal's harm undone by a response"),
    _fixed("zombie_after", "d_zomb", 14.0, "days", 1, 10_000, "silence after which a spin-off account reaches nobody"),
    _fixed("follow_rate", "ρ_fol", 0.0, "share", 0, 1, "people an account has moved who come to follow it"),
    _fixed("unfollow", "ρ_unf", 0.0, "probability", 0, 1, "a dissatisfied buyer unfollows the account credited"),
    _fixed("koc_to_kol", "F*", 0.0, "people", 0, 1e9, "followers at which a KOC becomes a KOL; 0: never"),
    # the platform
    _fixed("recommended", "ρ_rec", 0.1, "share", 0, 1, "recommended views of a post over views by followers"),
    _fixed("amplification", "α_amp", 0.3, "elasticity", 0, 2, "how recommendation grows with yesterday's engagement"),
    _fixed("recommended_cap", "c_rec", 0.05, "share", 0, 1, "most of the market that one post is recommended to"),
    _fixed("attention", "K", 20.0, "exposures/day", 1, 100_000, "exposures a day a consumer attends to, on average at most"),
    _fixed("half_life", "t_½", 0.0, "days", 0, 60, "days after which a post reaches half as many; 0: its own day only"),
    _fixed("search_rate", "p_s", 0.2, "1/day", 0, 1, "somebody in Search searches on a day"),
    _fixed("search_results", "K_s", 1.0, "results", 0, 20, "results read of one search"),
    _fixed("search_kept", "δ_s", 0.75, "1/day", 0, 1, "share of the search page's stock of content kept a day"),
    _fixed("search_rank", "x_s", 1.0, "elasticity", 0, 5, "how the place of a result grows with its account's stock"),
    # price and place
    _fixed("price_elasticity", "ε_p", 1.0, "elasticity", 0, 10, "how demand falls with the price over the reference price"),
    _fixed("wtp_gate", "g_wtp", 0.0, "switch", 0, 1, "1: nobody pays more than they are willing to"),
    _fixed("wtp_median", "m_wtp", 1.5, "ratio", 0.01, 100, "median willingness to pay over the reference price"),
    _fixed("wtp_sd", "s_wtp", 0.5, "log", 0, 3, "spread of log willingness to pay"),
    _fixed("source_classes", "k_src", 0.0, "classes", 0, 5, "kinds of source one must have heard before buying"),
    _fixed("in_store", "s_off", 0.0, "share", 0, 1, "consumers who buy in stores, or from a seller while those are closed"),
    _fixed("short_path", "x", 0.0, "share", 0, 1, "consumers who buy without interest and search in between"),
    _fixed("coverage", "s_shelf", 1.0, "share", 0, 1, "purchases made in the brand's own shops; the rest leak elsewhere"),
    # the private domain, repurchase, referral
    _fixed("message_open", "r_msg", 0.3, "probability", 0, 1, "a member reads one of the brand's messages"),
    _fixed("commercial_share", "φ_com", 0.5, "share", 0, 1, "share of the brand's messages that sell something"),
    _fixed("gain_chat", "Δα_c", 0.01, "observations", 0, 1, "trust evidence from a day of messages that sell nothing"),
    _fixed("repurchase", "μ_0", 1 / 60, "1/day", 0, 1, "evidence a day towards buying again"),
    _fixed("member_repurchase", "m_P", 0.5, "share", 0, 10, "how much more of it a member of a pool has"),
    _fixed("satisfied_repurchase", "β_ret", 1.0, "log", 0, 4, "effect of the last experience on it"),
    _fixed("churn", "c_0", 0.002, "1/day", 0, 1, "a buyer is lost for good"),
    _fixed("churn_referred", "c_ref", 0.5, "ratio", 0, 1, "churn of buyers whom a peer persuaded, over that of others"),
    _fixed("incentive", "inc", 0.0, "ratio", 0, 10, "how much more a rewarded buyer shares"),
    _fixed("over_justification", "ν", 0.5, "ratio", 0, 10, "how fast rewards wear down the independence of those rewarded"),
    _fixed("referral_reward", "w_ref", 0.0, "CNY", 0, 100_000, "reward for a purchase credited to a peer, paid out of revenue"),
    _fixed("commission", "w_com", 0.0, "share", 0, 1, "share of the price paid to the account a purchase is credited to"),
    # supply of accounts and staff
    _fixed("acceptance", "a_acc", 1.0, "probability", 0, 1, "an account asked accepts"),
    _fixed("contact_cost", "w_ask", 0.0, "CNY", 0, 100_000, "cost of asking one account"),
    _fixed("onboarding", "n_on", 10_000.0, "accounts/day", 1, 10_000, "accounts that can be taken on in a day"),
    _fixed("ramp", "d_ramp", 0.0, "days", 0, 365, "days a new seller takes to work at full capacity"),
    _fixed("selection_noise", "s_sel", 0.0, "log", 0, 3, "error with which followers are seen when accounts are chosen"),
    _fixed("ban", "h_ban", 0.0, "1/day", 0, 1, "a seller's or spin-off's account is closed by the platform"),
    _fixed("slot_price", "w_slot", 300.0, "CNY/day", 0.01, 1e6, "price of one paid slot of the search page"),
)  # fmt: skip
