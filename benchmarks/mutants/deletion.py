"""The plainest mutant: the contract without its clause."""

from __future__ import annotations

from clausecheck.model import Language
from clausecheck.requirements import Requirement
from mutants.bench import Bench, Judged
from mutants.edits import edited
from mutants.record import Mutant

_ROUNDS = 5  # how often what still says the duty is looked for and taken out


def deletion(bench: Bench, requirement: Requirement, base: Judged, language: Language) -> Mutant:
    """Take out every passage that states the duty; what is found elsewhere is taken out in turn, up to a few times."""
    current, documents, first, rounds = base, list(bench.documents), "", 0
    while rounds < _ROUNDS and current.finding.verdict in ("present", "weak") and (current.gathered.core or current.gathered.weak):
        rounds += 1
        changes: dict[int, dict[tuple[int, int], str]] = {}
        for hit in (*current.gathered.core, *current.gathered.weak):
            index = current.indexes[hit.document]
            s = index.sentences[hit.sentence]
            first = first or index.segmented.document.text[s.start : s.end]
            changes.setdefault(hit.document, {})[s.start, s.end] = ""
        for number, spans in changes.items():
            documents[number] = edited(documents[number], spans)
        current = bench.judge(requirement, dict(enumerate(documents)))
    verdict = current.finding.verdict
    carried = any(w.startswith("by-reference") for w in current.finding.why)
    variant = "by reference" if carried else "all" if rounds == 1 else "in rounds"
    return Mutant(requirement.id, language, "delete", variant, first, "", base.finding.verdict, verdict, current.finding.why,
                  carried or verdict not in ("present", "weak"))  # fmt: skip
