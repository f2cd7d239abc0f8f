"""Judge mutants: all, those of a kind, or one again."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from mutants.kinds import KINDS
from mutants.supervisor import Judge


def main() -> int:
    """Judge what is asked for; 1 if there is a fault."""
    asked, counts = _asked(), Counter[str]()
    with Judge() as judge:
        for kind in [asked.kind] if asked.kind else KINDS:
            found = list(judge.judged(kind, _keys(asked, kind)))
            here = Counter(one.came for one in found)
            counts.update(here)
            print(f"{kind:22} {here['refused']:5} refused {here['accepted']:5} accepted {here['fault']:5} faults")
            print(
                *(f"    {one}\n" for one in found if one.came == "fault" or asked.key is not None or asked.all),
                sep="",
                end="",
                flush=True,
            )
    print(f"{counts.total()} mutants: {counts['refused']} refused, {counts['accepted']} accepted, {counts['fault']} faults")
    return int(counts["fault"] > 0)


def _keys(asked: argparse.Namespace, kind: str) -> range:
    if asked.key is not None:
        return range(asked.key, asked.key + 1)
    return range(asked.begin, asked.begin + round(KINDS[kind].count * asked.times))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=[*KINDS], metavar="KIND", help=f"one of {', '.join(KINDS)}; without it, all")
    parser.add_argument("key", nargs="?", type=int, metavar="KEY", help="one mutant of that kind; without it, all")
    parser.add_argument("--times", type=float, default=1.0, help="that many times as many as the tests judge")
    parser.add_argument("--begin", type=int, default=0, metavar="KEY", help="from this key on")
    parser.add_argument("--all", action="store_true", help="show also what was refused or accepted")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
