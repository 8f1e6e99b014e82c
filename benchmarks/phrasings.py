"""Blind recall: passages that nothing was learnt from or written for, each judged alone as if its requirement applied.

Usage: python benchmarks/phrasings.py [ID|family|fr|en ...] [--show]

Reads benchmarks/phrasings/<ID>/phrasings.<language>.txt, written from the catalogue without sight of the wordings. Prints,
for each family and language: passages, exact verdicts, and the part found of covered clauses, contrary terms, elements.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from clausecheck.api import load_patterns
from clausecheck.likeness.phrasings import all_phrasings, files
from clausecheck.selftest import Alone

HERE = Path(__file__).parent / "phrasings"


def main(chosen: set[str], show: bool) -> None:
    """Judge the passages and print the table."""
    patterns = load_patterns()
    alone = Alone(patterns)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for language, paths in files(HERE).items():
        for p in all_phrasings(paths):
            requirement = patterns.requirement(p.clause)
            if chosen and not chosen & {p.clause, requirement.clause.family, language}:
                continue
            finding = alone.judge(requirement, p.text, language)
            found = {e.key for e in finding.elements if e.found}
            covered = p.verdict in ("present", "weak")
            for row in ("all", language, f"{requirement.clause.family} {language}"):
                t = table[row]
                t["n"] += 1
                t["exact"] += p.verdict == finding.verdict
                t["covered"] += covered
                t["covered found"] += covered and finding.verdict in ("present", "weak")
                t["contrary"] += p.verdict == "contrary"
                t["contrary found"] += p.verdict == finding.verdict == "contrary"
                t["missing"] += p.verdict == "missing"
                t["missing right"] += p.verdict == finding.verdict == "missing"
                t["elements"] += len(p.elements) if covered else 0
                t["elements found"] += len(found & set(p.elements)) if covered else 0
            if show and p.verdict != finding.verdict:
                print(f"{p.clause} {language}: {p.verdict} > {finding.verdict} {','.join(finding.why)}\n    {p.text}")
    print("| passages | n | exact | covered found | contrary found | missing right | elements found |\n|---|---|---|---|---|---|---|")
    for row in sorted(table, key=lambda r: (r not in ("all", "fr", "en"), r)):
        t = table[row]
        shares = [t[a] / t[b] if t[b] else float("nan") for a, b in (
            ("exact", "n"), ("covered found", "covered"), ("contrary found", "contrary"), ("missing right", "missing"), ("elements found", "elements"),
        )]  # fmt: skip
        print(f"| {row} | {t['n']} | " + " | ".join(f"{s:.2f}" for s in shares) + " |")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main({a for a in arguments if not a.startswith("--")}, "--show" in arguments)
