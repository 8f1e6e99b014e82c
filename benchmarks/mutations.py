"""How many changes that empty a clause of its force are noticed.

Usage: python benchmarks/mutations.py FILE... [--together] [--kinds negate,hedge] [--clauses ID,ID] [--json OUT] [--show]

Each FILE is a contract (with --together: all are the pieces of one). For each requirement that is judged present or weak,
one passage is kept that states the duty (the others are taken out) and is then

- delete: taken out (must be missing);
- negate: given its contrary ("n'est pas tenu de", "ne … pas", "need not", "shall not"; must be contrary or missing);
- hedge: made an effort ("s'efforce de", "dans la mesure du possible", "shall endeavour to", "where possible"; weak);
- party: given to the other party (must fall);
- number: left without its number of hours, days or months, or given 2 400 hours (the element must be lost);
- move: put in a table of contents, a recital or a definition (must be missing);
- reserve: put behind "sauf accord contraire du Titulaire", "unless the Supplier decides otherwise" (weak or contrary).

Nothing is written to the file: the changes are made on the text as it was read. A mutation that the grammar of the
sentence does not allow is left out and counted with its reason. Exit code: 0, or 2 when a file cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from mutants.bench import Bench, Shop
from mutants.kinds import mutants
from mutants.record import KINDS, Left, Mutant

from clausecheck.api import detected, load_patterns
from clausecheck.errors import ClausecheckError
from clausecheck.extract.files import read
from clausecheck.model import Document

Result = Mutant | Left


def run(contracts: Iterable[Sequence[Document]], kinds: tuple[str, ...] = KINDS, clauses: Sequence[str] = ()) -> list[Result]:
    """Every mutant of every contract (its documents, language set)."""
    shop = Shop(load_patterns())
    out: list[Result] = []
    for documents in contracts:
        bench = Bench(documents, shop)
        for requirement in shop.patterns.requirements:
            if bench.grounds[requirement.id].state != "absent" and (not clauses or requirement.id in clauses):
                out += mutants(bench, requirement, kinds)
    return out


def rates(results: Sequence[Result]) -> dict[str, dict[str, object]]:
    """For each "kind language": n, detected, rate, and how many were left out, by reason."""
    out: dict[str, dict[str, object]] = {}
    for kind in KINDS:
        for language in ("fr", "en"):
            made = [r for r in results if isinstance(r, Mutant) and (r.kind, r.language) == (kind, language)]
            left = Counter(r.reason for r in results if isinstance(r, Left) and (r.kind, r.language) == (kind, language))
            found = sum(r.detected for r in made)
            variants: dict[str, list[int]] = defaultdict(lambda: [0, 0])
            for r in made:
                variants[r.variant.split()[0] if kind == "number" else r.variant][0] += r.detected
                variants[r.variant.split()[0] if kind == "number" else r.variant][1] += 1
            out[f"{kind} {language}"] = {
                "n": len(made),
                "detected": found,
                "rate": round(found / len(made), 4) if made else None,
                "variants": {k: f"{a}/{b}" for k, (a, b) in sorted(variants.items())},
                "left_out": dict(sorted(left.items())),
            }
    return out


def table(figures: dict[str, dict[str, object]]) -> str:
    """The figures as a Markdown table."""
    out = ["| mutation | language | mutants | noticed | rate | left out |", "|---|---|---|---|---|---|"]
    for key, r in figures.items():
        kind, language = key.split()
        rate = f"{r['rate']:.1%}" if r["rate"] is not None else "–"
        out.append(f"| {kind} | {language} | {r['n']} | {r['detected']} | {rate} | {sum(r['left_out'].values())} |")  # type: ignore[attr-defined]
    return "\n".join(out)


def show(results: Sequence[Result]) -> str:
    """The mutants that were not noticed."""
    lines = []
    for r in results:
        if isinstance(r, Mutant) and not r.detected:
            lines.append(f"{r.requirement} {r.language} {r.kind} ({r.variant}): {r.control} > {r.verdict} {', '.join(r.why)}")
            lines += [f"    - {' '.join(r.before.split())}", f"    + {' '.join(r.after.split())}", *(f"    = {h}" for h in r.held)]
    return "\n".join(lines)


def main() -> int:
    """Make the mutants and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--together", action="store_true", help="all files are the pieces of one contract")
    parser.add_argument("--kinds", default=",".join(KINDS), help="some kinds only, with commas")
    parser.add_argument("--clauses", default="", help="some requirements only, with commas")
    parser.add_argument("--json", type=Path, help="write figures and mutants here")
    parser.add_argument("--show", action="store_true", help="print the mutants that were not noticed")
    args = parser.parse_args()
    kinds = tuple(k for k in KINDS if k in args.kinds.split(","))
    try:
        documents = [detected(read(path)) for path in args.files]
    except ClausecheckError as error:
        print(error, file=sys.stderr)
        return 2
    contracts = [documents] if args.together else [[d] for d in documents]
    results = run(contracts, kinds, tuple(filter(None, args.clauses.split(","))))
    figures = rates(results)
    if args.json:
        rows = [asdict(r) for r in results]
        args.json.write_text(json.dumps({"figures": figures, "mutants": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if args.show:
        print(show(results))
    print(table(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
