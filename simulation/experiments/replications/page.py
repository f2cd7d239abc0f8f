"""docs/REPLICATIONS.md: every target beside ours, with misses and what was not attempted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulation.experiments.replications.adoption import BASELINE, CHANCE, COMPARED, LOGARITHM, OURS, REWIRED, Judged
from simulation.experiments.replications.registry import NOT_ATTEMPTED, REPLICATIONS
from simulation.experiments.replications.replication import AGREES, Finding
from simulation.experiments.statistics import Floats, Interval, excludes_zero

QUICK = """
**This is the quick form**: fewer replicates and smaller networks than the set-ups say. Do not quote it.
"""
HEAD = """# Replications

Written by `wom replicate`. Every number can be had again: keys are fixed. `wom replicate V14` does one study again, `wom
replicate --quick` all of them roughly.
{quick}
A target is a statement of the study as bounds on one quantity. It *agrees* if our whole 95 % interval lies within them,
*misses* if all of it lies outside, and is *mixed* otherwise. Bounds the study does not give are marked as ours. No row is
ever left out: failures stay, with a sentence on why. Intervals are not corrected for the number of targets. Every study is
also done with one parameter wrong on purpose; some target that agreed must then miss, else the replication could not have
failed.

"""
REAL = """
## Real adoption

Does exposure predict who adopts next, where nothing was fitted? Towns and villages are held out one at a time, of the
tags the published test part. *By evidence* is the model's own form, P = 1 − exp(−(own initiative + a·adopters heard)),
a = −ln(1 − π), fitted by maximum likelihood; *own initiative* alone is chance; *logistic* is plain logistic regression
on the same columns, *log-logistic* the same on the logarithm of 1 + adopters heard; *rewired* is by evidence on ties
swapped at random with everybody's number of ties kept. Each is fitted without and with one trait of own initiative: the
logarithm of time for the surveys, of 1 + number of ties for the tags, in whose rows every use of a tag is one period
(users who did not come next are drawn by lot, twenty a use, and weighted). Gains are log scores in nats per adoption,
positive where the first is better; 95 % intervals resample towns, villages or tags; with four towns they are rough, and
as tags share users theirs are rather too narrow. *Slope* is that of recalibration: 1 is well calibrated, below 1 too
sharp, negative no better than noise.
"""
CAUTIONS = """
The ties between users carry no time and come from the same posts as the tags, so part of what exposure gains there is built
in. Not examined: thirty cascades of Weibo, because they hold retweets and no network beyond, so nobody who could have
retweeted and did not; Korean family planning, because it is not at hand; insurance among Chinese farmers, because it has no
times of adoption and the text of its licence was not seen.
"""


def document(findings: Sequence[Finding], real: Sequence[Judged], quick: bool) -> str:
    """The whole page."""
    head = HEAD.format(quick=QUICK if quick else "")
    return "".join([head, summary(findings), *map(study, findings), not_attempted(), adoption(real)])


def summary(findings: Iterable[Finding]) -> str:
    """A row a study."""
    rows = ([one.replication.id, one.replication.study, agreeing(one), one.verdict, refused(one)] for one in findings)
    return table("study | | targets that agree | verdict | with a wrong parameter", rows)


def agreeing(finding: Finding) -> str:
    """How many targets agree."""
    return f"{finding.verdicts.count(AGREES)} of {len(finding.verdicts)}"


def refused(finding: Finding) -> str:
    """Whether the wrong parameter was found out."""
    return "fails, as it must" if finding.refused else "DOES NOT FAIL"


def study(finding: Finding) -> str:
    """One study: set-up, targets, what a wrong parameter does, and why we do not agree."""
    replication = finding.replication
    columns = zip(replication.targets, finding.ours, finding.verdicts, finding.wrong, strict=True)
    rows = (
        [target.quantity, target.published, target.criterion, told(ours), verdict, told(wrong)]
        for target, ours, verdict, wrong in columns
    )
    head = "quantity | published | agrees | ours (95 % interval) | verdict | with the wrong parameter"
    wrong = f"Wrong on purpose: {replication.wrong}. It {refused(finding)}."
    title = f"\n## {replication.id} · {replication.study}\n\n{replication.set_up}.\n"
    return f"{title}{table(head, rows)}\n{wrong}\n{reasons(finding)}"


def reasons(finding: Finding) -> str:
    """A sentence on every reason for not agreeing, once."""
    pairs = zip(finding.replication.targets, finding.verdicts, strict=True)
    whys = [target.why or f"{target.quantity}: not explained" for target, verdict in pairs if verdict != AGREES]
    return "".join(f"\nWhy not: {why}.\n" for why in dict.fromkeys(whys))


def told(interval: Interval) -> str:
    """A number and its interval; exact where there is none."""
    if interval.mean is None:
        return "undefined"
    if interval.low is None or interval.high is None:
        return f"{interval.mean:.4g} (exact)"
    mean, low, high = (round(value, 9) + 0.0 for value in (interval.mean, interval.low, interval.high))
    return f"{mean:.3g} ({low:.3g} to {high:.3g})"


def not_attempted() -> str:
    """A row a study that was not done again."""
    rows = ([name, study, f"not attempted, because {because}"] for name, (study, because) in NOT_ATTEMPTED.items())
    return f"\n## Not attempted\n\nOf V12 to V40, {len(REPLICATIONS)} were done again; these were not.\n" + table(
        "study | | why", rows
    )


# -------------------------------------------------------------------------------------------------------- real adoption


def adoption(real: Sequence[Judged]) -> str:
    """Scores, what they say, calibration."""
    return REAL + scores(real) + "".join(f"\n- {sentence(one)}" for one in real) + "\n" + calibration(real) + CAUTIONS


def scores(real: Iterable[Judged]) -> str:
    """A row a data set, without and with its trait."""
    compared = " | ".join(f"{better} − {worse}" for better, worse in COMPARED)
    head = f"data | trait | held out | π of one adopter heard | {compared} | better than"
    rows = (
        [
            one.case.name,
            trait(one),
            f"{one.adoptions:,} adoptions in {one.held} {one.case.units}",
            f"{one.pi:.2g}",
            *map(told, one.gains.values()),
            f"{one.beaten[0]} of {one.beaten[1]} rewirings",
        ]
        for one in real
    )
    return table(head, rows)


def trait(one: Judged) -> str:
    """The trait that own initiative is given."""
    return one.case.trend if one.trend else "none"


def sentence(one: Judged) -> str:
    """What the scores of one row allow to say."""
    known = f"with {one.case.trend} known" if one.trend else f"without {one.case.trend}"
    words = [
        f"{settled(one.gains[f'{OURS} − {CHANCE}'])} than chance",
        f"{settled(one.gains[f'{OURS} − {REWIRED}'])} than on rewired ties",
        f"{settled(one.gains[f'{OURS} − {BASELINE}'])} than logistic regression on the number heard",
        f"{settled(one.gains[f'{OURS} − {LOGARITHM}'])} than on its logarithm",
    ]
    return f"{one.case.name.capitalize()}, {known}: exposure by evidence predicts {', '.join(words)}."


def settled(gain: Interval) -> str:
    """Better, worse, or not told apart."""
    if not excludes_zero(gain):
        return "neither provably better nor worse"
    return "better" if gain.low is not None and gain.low > 0 else "worse"


def calibration(real: Iterable[Judged]) -> str:
    """Slopes, and mean predicted against observed in bins of as many predicted adoptions."""
    rows = (
        [one.case.name, trait(one), name, told(one.slopes[name]), binned(one.bins[name])]
        for one in real
        for name in (OURS, BASELINE, LOGARITHM)
    )
    return table("data | trait | form | slope | predicted → observed, from the least to the most likely", rows)


def binned(bins: Floats) -> str:
    """Pairs of shares."""
    return "; ".join(f"{told:.2g} → {seen:.2g}" for told, seen, _ in bins)


def table(head: str, rows: Iterable[list[str]]) -> str:
    """Markdown."""
    rule = "|---" * (head.count("|") + 1) + "|"
    return "\n".join(["", f"| {head} |", rule, *(f"| {' | '.join(cells)} |" for cells in rows), ""])
