"""Limiting a run to some families or clauses."""

from __future__ import annotations

from collections.abc import Sequence

from clausecheck.errors import UsageError
from clausecheck.requirements import Patterns, Requirement


def selected(patterns: Patterns, families: Sequence[str], clauses: Sequence[str]) -> list[Requirement]:
    """The requirements of these families and clauses; all when none is named. Raises UsageError or PatternError."""
    known = {f.id for f in patterns.families}
    for family in families:
        if family not in known:
            raise UsageError(
                f"There is no family {family!r}. Families: {', '.join(sorted(known))}.",
                f"Il n'y a pas de famille « {family} ». Familles : {', '.join(sorted(known))}.",
            )
    wanted = {patterns.requirement(c).id for c in clauses}
    if not families and not clauses:
        return list(patterns.requirements)
    return [r for r in patterns.requirements if r.family in families or r.id in wanted]
