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


def measures(requirement: str) -> dict[Language, Measure]:
    """The figures of a requirement in each language in which it was measured."""
    try:
        raw = json.loads((builtin_dir() / "accuracy.json").read_text(encoding="utf-8"))
    except OSError:
        return {}
    return {language: Measure(*row) for language, row in raw["requirements"].get(requirement, {}).items()}
