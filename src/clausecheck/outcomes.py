"""What becomes of a wording that met a sentence: whether it counts for its requirement, and if not, what stops it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clausecheck.match import Compiled, Matcher, Meeting, meets_bearer, meets_polarity
from clausecheck.requirements import ClauseFile


@dataclass(frozen=True, slots=True)
class Outcome:
    """``stop`` is "" when the meeting counts, else what stops it. ``by`` and ``polarity`` are what the wording asks for.

    "bearer": another party is bound than the wording asks for; "exchanged": the buyer owes what the supplier should, or the
    supplier has the buyer's right; "denied": a wording that may be negative meets a plain refusal; "polarity": the opposite.
    """

    stop: Literal["", "bearer", "exchanged", "denied", "polarity"]
    by: str
    polarity: str


def outcome(clause: ClauseFile, matcher: Matcher, role: str, c: Compiled, m: Meeting) -> Outcome:
    """Judge one meeting of a wording of ``role`` (topic, core, weak, contrary, "element …") of a requirement."""
    stated = c.alternative.polarity
    wanted = stated or ("any" if role in ("weak", "topic") else "affirmed")
    default = default_bearer(clause)
    by = c.alternative.by or (default if role == "core" else "any")
    if role == "contrary" and by == "supplier" and m.bound == "none" and m.permitted:
        by = "not-buyer"  # "may be changed at any time": a leave that names nobody is the supplier's own
    if not meets_bearer(by, m.bound):
        return Outcome("bearer", by, wanted)
    if role in ("core", "weak") and default == "not-buyer" and matcher.exchanged(m):
        return Outcome("exchanged", by, wanted)
    # a wording that may be negative ("only", "without") still asks for a duty
    if wanted == "any" and (role == "core" or (role == "weak" and not stated)) and matcher.refused(m):
        return Outcome("denied", by, wanted)
    return Outcome("" if meets_polarity(wanted, m.polarity) else "polarity", by, wanted)


def reading_kinds(clause: ClauseFile) -> frozenset[str]:
    """The kinds of passage that can satisfy a requirement."""
    return frozenset({"operative", "definition"}) if clause.definitions else frozenset({"operative"})


def default_bearer(clause: ClauseFile) -> str:
    """Who a core duty may bind when its wording does not say."""
    return "not-buyer" if clause.bound_party == "supplier" else "any"
