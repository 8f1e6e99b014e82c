"""How often each requirement was judged right on labelled contracts: ``patterns/accuracy.json``, written by
``benchmarks/clause_accuracy.py``."""

from __future__ import annotations

import json
from dataclasses import dataclass

from clausecheck.model import Language
from clausecheck.patterns import builtin_dir


@dataclass(frozen=True)
class Measure:
    """Counts over the labelled contracts in one language where both a reader and the tool judged the requirement.

    ``exact``: same verdict. ``agreed``: both found the clause (present, weak or contrary); ``found`` and ``there``: the tool
    did, the reader did.
    """

    n: int
    exact: int
    agreed: int
    found: int
    there: int

    @property
    def precision(self) -> float | None:
        """Share of what the tool found that the reader found too."""
        return self.agreed / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what the reader found that the tool found too."""
        return self.agreed / self.there if self.there else None


def measure(requirement: str, language: Language) -> Measure | None:
    """The figures of a requirement, None when it was never measured in that language."""
    try:
        raw = json.loads((builtin_dir() / "accuracy.json").read_text(encoding="utf-8"))
    except OSError:
        return None
    row = raw["requirements"].get(requirement, {}).get(language)
    return Measure(*row) if row else None
