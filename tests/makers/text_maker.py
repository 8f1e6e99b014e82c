"""Short contracts written in Markdown, and the verdict on the one requirement that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clausecheck import api
from clausecheck.extract.plain import read_plain
from clausecheck.model import Document, Language, Report
from clausecheck.requirements import Patterns

TESTS = Path(__file__).parents[1]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@cache
def patterns() -> Patterns:
    return api.load_patterns()


def entries(folder: str, language: Language) -> list[dict[str, Any]]:
    """The list in ``tests/<folder>/<language>.yaml``."""
    found = yaml.safe_load((TESTS / folder / f"{language}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def contract(text: str, language: Language) -> Document:
    """A contract made of that text only. The language is said, as such a short text does not show it."""
    return replace(read_plain("contract.md", text.encode(), "md"), language=language)


def grounds(requirement: str) -> Mapping[str, bool]:
    """Facts under which the requirement applies, on its first full ground, and nothing more is true."""
    ground = next(g for g in patterns().requirement(requirement).clause.applicability.any_of if not g.only_elements)
    true = {"digital", *ground.all_of}
    return {c.id: c.id in true for c in patterns().conditions}


def judged(text: str, language: Language, clauses: Iterable[str] = (), facts: Mapping[str, bool] | None = None) -> Report:
    return api.judge([contract(text, language)], patterns=patterns(), clauses=tuple(clauses), facts=facts)


def verdict(text: str, language: Language, requirement: str) -> str:
    """The verdict on that requirement; an essential element that lacks is named, to read a failure at once."""
    (finding,) = judged(text, language, [requirement], grounds(requirement)).findings
    lacking = [e.key for e in finding.elements if e.required and not e.found]
    return f"weak, for want of {', '.join(lacking)}" if finding.verdict == "weak" and lacking else finding.verdict
