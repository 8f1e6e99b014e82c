"""One error family. Each error says what is wrong and what to do, in French and in English, and carries an exit code."""

from __future__ import annotations

from typing import Literal

EXIT_OK = 0
EXIT_BLOCKING = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3


class ClausecheckError(Exception):
    """Base of every error that a user can cause. ``str(error)`` is the English sentence."""

    exit_code = EXIT_USAGE

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.en, self.fr = en, fr

    def message(self, language: Literal["fr", "en"]) -> str:
        return self.fr if language == "fr" else self.en

    def __reduce__(self) -> tuple[type[ClausecheckError], tuple[str, str]]:
        return type(self), (self.en, self.fr)


class UsageError(ClausecheckError):
    """A wrong option or argument."""


class PatternError(ClausecheckError):
    """A pattern file that cannot be used; the message holds path, line and the lines around it."""


class UnreadableError(ClausecheckError):
    """A file of which nothing can be read: missing, encrypted, broken, of an unsupported format or language."""

    exit_code = EXIT_UNREADABLE


class NoFileError(UnreadableError):
    """There is no such file to read: a wrong path, a folder, a file that may not be opened."""
