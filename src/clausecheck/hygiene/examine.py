"""Runs every check on the pieces of a dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clausecheck.fingerprint import issue_fingerprint
from clausecheck.hygiene.blanks import blanks, choices
from clausecheck.hygiene.piece import Piece
from clausecheck.hygiene.references import Dossier, annexes, articles, lost
from clausecheck.hygiene.traces import traces
from clausecheck.hygiene.wording import numbers, outdated
from clausecheck.model import HygieneIssue, Segmented


def examine(segmented: Sequence[Segmented], names: Sequence[str] = ()) -> tuple[HygieneIssue, ...]:
    """Every issue of a dossier, in the order of its documents and of their text, with its fingerprint.

    ``names`` are the files of the dossier that are not among the documents: a plan or a workbook may be an annex too.
    Raises PatternError when the built-in rules cannot be read.
    """
    pieces = [Piece(s) for s in segmented]
    dossier = Dossier(pieces, names)
    announced: set[str] = set()
    out: list[HygieneIssue] = []
    for piece in pieces:
        found = sorted(_found(piece, dossier), key=lambda i: (i.evidence.start, -i.evidence.end, i.id))
        for issue in _once(found):
            if issue.id == "HYG-ANNEX":  # absent once for the whole dossier, whatever the number of times it is announced
                if issue.subject in announced:
                    continue
                announced.add(issue.subject)
            out.append(replace(issue, fingerprint=issue_fingerprint(issue)))
    return tuple(out)


def _found(piece: Piece, dossier: Dossier) -> Iterator[HygieneIssue]:
    yield from traces(piece)
    yield from choices(piece)
    yield from lost(piece)
    for sentence in piece.s.sentences:
        if sentence.kind == "toc":
            continue
        yield from blanks(piece, sentence)
        yield from articles(piece, sentence, dossier)
        yield from annexes(piece, sentence, dossier)
        if sentence.kind != "quotation":
            yield from numbers(piece, sentence)
            yield from outdated(piece, sentence)


def _once(found: Sequence[HygieneIssue]) -> Iterator[HygieneIssue]:
    """Without what lies inside another issue of the same check."""
    last: dict[str, int] = {}
    for issue in found:
        if issue.evidence.start >= last.get(issue.id, -1):
            last[issue.id] = issue.evidence.end
            yield issue
