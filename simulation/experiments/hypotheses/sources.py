"""The texts hypotheses come from. What could not be checked against the publication is marked so, and nothing is made up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulation.refusal import Refusal, nearest


class Source(NamedTuple):
    """A text: how it is cited, and what a bibliography says of it."""

    cited: str
    kind: str  # BibTeX's
    fields: tuple[tuple[str, str], ...]
    unverified: bool = False  # details not checked against the publication


def _article(author: str, title: str, journal: str, year: int, more: str = "", unverified: bool = False) -> Source:
    said = [("author", author), ("title", title), ("journal", journal), ("year", str(year))]
    said += [tuple(part.split("=", 1)) for part in more.split(";") if part]  # type: ignore[misc]
    return Source(f"{_short(author)} {year}", "article", tuple(said), unverified)


def _practice(tag: str, title: str) -> Source:
    note = "A practitioner's text in Chinese, opinion and advertisement as much as evidence; not quoted"
    return Source(tag, "misc", (("title", title), ("note", note)), True)


def _short(author: str) -> str:
    names = [name.split(",")[0].strip() for name in author.split(" and ")]
    if names[-1] == "others":
        return f"{names[0]} et al."
    return names[0] if len(names) == 1 else f"{names[0]} & {names[1]}" if len(names) == 2 else f"{names[0]} et al."


SOURCES: dict[str, Source] = {
    "koc-explained": _practice("an explainer on KOC (S0)", "What a KOC is, with the case of a department store in Nanjing"),
    "kol-or-koc": _practice("a text on KOL against KOC (S1)", "KOL against KOC: channel, relation, content"),
    "two-hundred": _practice("a text on what a KOC costs (S2)", "What a KOC is: 200,000 against 200 yuan"),
    "pseudo-concept": _practice("Zhao Linghui's essay on KOS (S3)", "Is KOS a pseudo-concept?"),
    "playbook": _practice("a practitioner's playbook (S4)", "A full-domain KOC playbook"),
    "zhao2025": Source("Zhao 2025", "misc", (("author", "Zhao, Linghui"), ("year", "2025"),
                       ("note", "Seen as a published abstract: order and signs only, no coefficients")), True),
    "karagur2022": _article("Karagür, Zeynep and others", "", "", 2022, unverified=True),
    "eisend2020": _article("Eisend, Martin and van Reijmersdal, Eva A. and Boerman, Sophie C. and Tarrahi, Farid",
                           "A meta-analysis of the effects of disclosing sponsored content", "Journal of Advertising", 2020,
                           "volume=49;number=3;pages=344--366"),
    "wilson1993": _article("Wilson, Elizabeth J. and Sherrell, Daniel L.",
                           "Source effects in communication and persuasion research: a meta-analysis of effect size",
                           "Journal of the Academy of Marketing Science", 1993, "volume=21;number=2;pages=101--112"),
    "albers2010": _article("Albers, Sönke and others", "", "", 2010, unverified=True),
    "stephen2010": _article("Stephen, Andrew T. and Toubia, Olivier", "", "", 2010, unverified=True),
    "schmitt2011": _article("Schmitt, Philipp and others", "", "", 2011, unverified=True),
    "beichert2024": _article("Beichert, Maximilian and Bayerl, Andreas and Goldenberg, Jacob and Lanz, Andreas",
                             "Revenue generation through influencer marketing", "Journal of Marketing", 2024,
                             "volume=88;number=4;pages=40--63"),
    "leung2022": _article("Leung, Fine F. and others", "", "", 2022, unverified=True),
    "wies2023": _article("Wies, Simone and others", "", "", 2023, unverified=True),
    "rossman2021": _article("Rossman, Gabriel and Fisher, Jacob C.",
                            "Network hubs cease to be influential in the presence of low levels of advertising", "PNAS", 2021,
                            unverified=True),
    "watts2007": _article("Watts, Duncan J. and Dodds, Peter Sheridan", "Influentials, networks, and public opinion formation",
                          "Journal of Consumer Research", 2007, unverified=True),
    "watts2002": _article("Watts, Duncan J.", "A simple model of global cascades on random networks", "PNAS", 2002,
                          "volume=99;number=9;pages=5766--5771"),
    "schmidt2015": _article("Schmidt, Susanne and Eisend, Martin",
                            "Advertising repetition: a meta-analysis on effective frequency in advertising",
                            "Journal of Advertising", 2015, "volume=44;number=4;pages=415--428"),
    "goldenberg2001": _article("Goldenberg, Jacob and Libai, Barak and Muller, Eitan", "Talk of the network",
                               "Marketing Letters", 2001, "volume=12;number=3;pages=211--223"),
    "debruyn2008": _article("De Bruyn, Arnaud and Lilien, Gary L.", "", "", 2008, unverified=True),
    "godes2009": _article("Godes, David and Mayzlin, Dina", "", "", 2009, unverified=True),
    "libai2013": _article("Libai, Barak and Muller, Eitan and Peres, Renana", "", "", 2013, unverified=True),
    "zhu2023": _article("Zhu and others", "", "", 2023, unverified=True),
    "banerjee2013": _article("Banerjee, Abhijit and Chandrasekhar, Arun G. and Duflo, Esther and Jackson, Matthew O.",
                             "The diffusion of microfinance", "Science", 2013, "volume=341;pages=1236498"),
    "centola2007": _article("Centola, Damon and Macy, Michael", "Complex contagions and the weakness of long ties",
                            "American Journal of Sociology", 2007, unverified=True),
}  # fmt: skip


def source(tag: str) -> Source:
    """The text of this tag."""
    if tag not in SOURCES:
        raise Refusal("sources", tag, "the tag of a text", nearest(tag, SOURCES))
    return SOURCES[tag]


def cited(tags: Iterable[str]) -> str:
    """The texts as a sentence names them; ° marks what was not checked against the publication."""
    return "; ".join(f"{found.cited}{'°' if found.unverified else ''}" for found in map(source, tags))


def bibliography(tags: Iterable[str]) -> str:
    """BibTeX of the texts, in the order of their tags."""
    return "\n".join(_entry(tag, source(tag)) for tag in sorted(set(tags)))


def _entry(tag: str, found: Source) -> str:
    said = [(name, value) for name, value in found.fields if value]
    if found.unverified and not any(name == "note" for name, _ in said):
        said.append(("note", "Unverified: details not checked against the publication"))
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in said)
    return f"@{found.kind if len(said) > 3 or found.kind == 'misc' else 'misc'}{{{tag},\n{lines}}}\n"
