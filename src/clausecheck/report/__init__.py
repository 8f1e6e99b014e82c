"""Report → bytes: one module per format, each with ``render(report) -> str``; none does anything but read the report."""

from __future__ import annotations

from importlib import import_module

from clausecheck.model import Report

FORMATS = ("terminal", "json", "html")


def render(report: Report, format_: str) -> str:
    """The report in one of ``FORMATS``."""
    if format_ not in FORMATS:
        raise ValueError(f"unknown format {format_!r}")
    text = import_module(f"clausecheck.report.{format_}").render(report)
    assert isinstance(text, str)
    return text
