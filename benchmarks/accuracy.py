"""Write docs/accuracy.md from the figures of the scorer.

Usage: python benchmarks/accuracy.py CONTRACTS.json DPA.json > docs/accuracy.md

CONTRACTS.json and DPA.json are what ``score.py contracts --json`` and ``score.py dpa --json`` keep. The labelled
contracts are not part of this project.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

HEAD = """# Accuracy

Measured, not promised. The figures below come from real contracts, labelled by careful reading clause by clause, and
from 46 real data processing agreements labelled in a published study. None of them is in this project.

- **exact**: the verdict is the one of the careful reader.
- **covered**: present, weak or contrary against missing or not applicable (precision P, recall R, F1).
- **gap**: missing, weak or contrary.
- **evidence**: our quotes meet the reader's.

Two independent careful readings of the same contracts agree on about 95 % of verdicts.
"""


def figure(value: float) -> str:
    """Two decimals, a dash for what cannot be computed."""
    return "–" if value is None or math.isnan(value) else f"{value:.2f}"


def contracts(path: str) -> list[str]:
    """The tables of the labelled contracts."""
    data = json.loads(Path(path).read_text())
    out = ["## Contracts", "", "| | n | exact | covered P | R | F1 | contrary P | R | evidence |", "|---|---|---|---|---|---|---|---|---|"]
    for key in sorted(data, key=lambda k: (k != "all", k.split()[0] != "language", k)):
        if key.startswith("unit"):
            continue
        r = data[key]
        cells = [r["exact"], *r["cov"], *r["contrary"][:2], r["evidence"]]
        out.append(f"| {key} | {r['n']} | " + " | ".join(map(figure, cells)) + " |")
    return out


def dpa(path: str) -> list[str]:
    """The table of the data processing agreements: is the requirement missing?"""
    data = json.loads(Path(path).read_text())
    out = ["## Data processing agreements: is it missing?", "", "| requirement | n | gap P | R | F1 | accuracy |", "|---|---|---|---|---|---|"]
    for key, r in data.items():
        cells = [r["precision"], r["recall"], r["f1"], r["accuracy"]]
        out.append(f"| {key} | {r['n']} | " + " | ".join(map(figure, cells)) + " |")
    return out


def main() -> None:
    """Print the page."""
    extras = [Path(__file__).with_name(n) for n in ("accuracy_notes.md", "mutations_notes.md")]
    notes = [p.read_text() for p in extras if p.exists()]
    print("\n".join([HEAD, *contracts(sys.argv[1]), "", *dpa(sys.argv[2]), "", *notes]))


if __name__ == "__main__":
    main()
