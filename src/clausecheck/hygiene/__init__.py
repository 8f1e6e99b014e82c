"""What a draft must no longer hold on the day it is signed: blanks, tracked changes, dead references, repealed law.

Each check has a stable id (``HYG-…``), a severity and an explanation in ``patterns/hygiene/checks.yaml``; the words that it
looks for are in ``patterns/hygiene/fr.yaml`` and ``en.yaml``. Nothing here says what a contract should promise.
"""

from __future__ import annotations

from clausecheck.hygiene.examine import examine
from clausecheck.hygiene.rules import FAMILY, Check, CheckText, check_of, checks

__all__ = ["FAMILY", "Check", "CheckText", "check_of", "checks", "examine"]
