"""What is kept of a mutant, and of a mutation that was not made."""

from __future__ import annotations

from dataclasses import dataclass

from clausecheck.model import Language, Verdict

KINDS = ("delete", "negate", "hedge", "party", "number", "move", "reserve")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed contract: ``before`` and ``after`` are the words of the passage, ``detected`` whether the verdict fell as it must.

    ``held`` are the core wordings that the changed contract still meets: "polarity bearer: wording".
    """

    requirement: str
    language: Language
    kind: str
    variant: str
    before: str
    after: str
    control: Verdict
    verdict: Verdict
    why: tuple[str, ...]
    detected: bool
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A mutation that was not made, and why."""

    requirement: str
    language: Language
    kind: str
    reason: str
