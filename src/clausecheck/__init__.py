"""clausecheck reads a draft public contract and says which data clauses are missing, weak or contrary, with the proof.

>>> from clausecheck import check
>>> report = check(["contract.docx"])
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from clausecheck.api import check, explain, load_patterns

__all__ = ["__version__", "check", "explain", "load_patterns"]


def __getattr__(name: str) -> object:
    """Import the public functions when they are first used, so that ``clausecheck --help`` stays light."""
    if name in ("check", "explain", "load_patterns"):
        from clausecheck import api

        return getattr(api, name)
    raise AttributeError(f"module 'clausecheck' has no attribute {name!r}")
