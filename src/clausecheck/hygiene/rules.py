"""``patterns/hygiene/``: the checks (``checks.yaml``) and, for each language, the words that they look for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from clausecheck.model import Language, Severity
from clausecheck.patterns import builtin_dir
from clausecheck.yamlfile import Model, parse, validated

#: The family that the checks belong to, as ``--family`` and the policy name it.
FAMILY = "hygiene"
Id = Literal[
    "HYG-PLACEHOLDER", "HYG-CHOICE", "HYG-HIGHLIGHT", "HYG-TRACKED-CHANGE", "HYG-COMMENT", "HYG-REFERENCE", "HYG-ANNEX",
    "HYG-NUMBER", "HYG-OUTDATED-LAW",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckText(_Strict):
    """``finds``: what the check looks for; ``spares``: what looks like it and is left alone; ``settle``: what to do;
    ``why``: the reason of its severity."""

    title: str
    why: str
    finds: str
    spares: str
    settle: str
    examples: tuple[str, ...]


class Check(_Strict):
    """One check: its id, never used again for another; its severity unless a policy says otherwise."""

    id: Id
    severity: Severity
    fr: CheckText
    en: CheckText

    def text(self, language: Language) -> CheckText:
        """What is said of it in a language."""
        return self.fr if language == "fr" else self.en


class _Checks(_Strict):
    checks: tuple[Check, ...]


class Placeholders(_Strict):
    """Regular expressions on folded text. ``brackets``: the whole content of square brackets; ``alone``: the whole of a
    cell, a line or a pair of round brackets; ``bare``: anywhere. ``reserved``: words of what the tenderer fills in;
    ``signing``: words of a signature block; ``forms``: titles of the pieces that are forms from end to end."""

    brackets: tuple[str, ...]
    alone: tuple[str, ...]
    bare: tuple[str, ...]
    units: tuple[str, ...]
    numbered: tuple[str, ...]
    reserved: tuple[str, ...]
    signing: tuple[str, ...]
    forms: tuple[str, ...]


class Choices(_Strict):
    """``announce``: words before boxes of which one must be ticked; ``strike``: "strike out what does not apply";
    ``brackets``: variants left in square brackets; ``sides``: two answers side by side, after a colon or a question mark."""

    announce: tuple[str, ...]
    strike: tuple[str, ...]
    brackets: tuple[str, ...]
    sides: tuple[str, ...]


class References(_Strict):
    """``article``, ``annex``: the words that name one. ``own``: what follows a reference to this very document; ``here``:
    what ties one to the contract, before it; ``outside``: words of texts other than the contract; ``pieces``: the kinds of
    pieces and their names; ``broken``: what a word processor prints for a reference that it has lost."""

    article: str
    annex: str
    join: str
    of: str
    own: tuple[str, ...]
    contract: tuple[str, ...]
    here: tuple[str, ...]
    outside: tuple[str, ...]
    pieces: Mapping[str, tuple[str, ...]]
    broken: tuple[str, ...]


class Outdated(_Strict):
    """A text no longer in force. ``unless``: words of a sentence that knows it."""

    id: str
    match: tuple[str, ...]
    unless: tuple[str, ...] = ()
    what: str
    replacement: str


class Rules(_Strict):
    """``patterns/hygiene/<language>.yaml``."""

    placeholders: Placeholders
    choices: Choices
    references: References
    outdated: tuple[Outdated, ...]


def _read(model: type[Model], name: str) -> Model:
    path = builtin_dir() / "hygiene" / f"{name}.yaml"
    data = path.read_bytes()
    return validated(model, parse(data, path), path, data)


@lru_cache
def rules_of(language: Language) -> Rules:
    """The words of a language. Raises PatternError."""
    return _read(Rules, language)


@lru_cache
def checks() -> tuple[Check, ...]:
    """Every check, in the order of reports. Raises PatternError."""
    return _read(_Checks, "checks").checks


def check_of(identifier: str) -> Check | None:
    """The check of that id (case ignored); None when there is none."""
    return next((c for c in checks() if c.id.lower() == identifier.lower()), None)
