"""Numbers with a unit, in words and in figures."""

from __future__ import annotations

import pytest

from clausecheck.languages import GRAMMARS
from clausecheck.text import fold
from clausecheck.values import values


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "au plus tard quarante-huit (48) heures après", [("duration", 48.0, "hour")]),
        ("fr", "sous 24h", [("duration", 24.0, "hour")]),
        ("fr", "dans un délai de trente jours ouvrés", [("duration", 30.0, "day")]),
        ("fr", "trente-six (36) mois", [("duration", 36.0, "month")]),
        ("fr", "sous [n] jours", [("duration-placeholder", None, "day")]),
        ("fr", "sous soixante-douze heures", [("duration", 72.0, "hour")]),
        ("fr", "le 1er janvier 2027", [("date", None, "")]),
        ("fr", "une pénalité de 1 500 € par jour", [("amount", None, "")]),
        ("en", "a deduction of EUR 1,500 applies", [("amount", None, "")]),
        ("fr", "taux de 99,5 %", [("percent", None, "")]),
        ("fr", "deux (2) jours ouvrables et 15 jours calendaires", [("duration", 2.0, "day"), ("duration", 15.0, "day")]),
        ("en", "within two (2) Working Days", [("duration", 2.0, "day")]),
        ("en", "no later than 72 hours", [("duration", 72.0, "hour")]),
        ("en", "within forty-eight hours of", [("duration", 48.0, "hour")]),
        ("en", "within [insert number] days", [("duration-placeholder", None, "day")]),
        ("en", "thirty (30) calendar days", [("duration", 30.0, "day")]),
        ("en", "by 1 May 2027", [("date", None, "")]),
    ],
)
def test_values(language, text, expected):
    found = [(v.kind, v.amount, v.unit) for v in values(fold(text), GRAMMARS[language])]
    assert [v for v in found if v[0] not in ("number", "placeholder")] == expected


def test_durations_compare_in_hours():
    (value,) = values(fold("deux jours"), GRAMMARS["fr"])
    assert value.hours == 48
