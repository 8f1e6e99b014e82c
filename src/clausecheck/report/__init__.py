"""Report → bytes: one module per format, each with ``render(report)``; none does anything but read the report."""

from __future__ import annotations

from importlib import import_module

from clausecheck.model import Report
from clausecheck.requirements import Patterns

#: Formats of one report, and the module that writes each.
FORMATS = ("terminal", "json", "html", "markdown", "csv", "sarif", "junit")


def render(report: Report, format_: str, patterns: Patterns | None = None) -> str:
    """The report in one of ``FORMATS``; ``patterns`` are those it was made with (default: the built-in ones)."""
    if format_ not in FORMATS:
        raise ValueError(f"unknown format {format_!r}")
    module = import_module(f"clausecheck.report.{format_}")
    text = module.render(report) if format_ == "json" else module.render(report, patterns)
    assert isinstance(text, str)
    return text
