"""Reading files in child processes with limits, so that a hostile file cannot take the tool down.

pdfium aborts the process on some hostile files and lxml has no memory limit: a dead child is a clear error here.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from clausecheck.errors import ClausecheckError, UnreadableError
from clausecheck.model import Document

MEMORY = 1 << 30  # bytes of address space for one file
SECONDS = 120  # wall time for one file; a 1 000-page PDF needs about 15
_CHILD = "from clausecheck.extract.worker import child; child()"


class Reading:
    """Files being read, each in its own process, while the caller does something else."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._running = [(path, _start(path)) for path in paths]

    def results(self) -> list[Document | ClausecheckError]:
        """What became of each file, in order. Waits for the slowest."""
        return [_result(path, process) for path, process in self._running]


def warm_up() -> None:
    """Import what the caller needs next while the children read."""
    import spacy.matcher  # noqa: F401


def _start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _result(path: Path, process: subprocess.Popen[bytes]) -> Document | ClausecheckError:
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return _hostile(path, "time", "temps")
    if process.returncode != 0:
        if b"MemoryError" in err or process.returncode < 0:
            return _hostile(path, "memory", "mémoire")
        raise RuntimeError(f"reading {path.name} failed:\n{err.decode('utf-8', 'replace')}")
    result = pickle.loads(out)
    assert isinstance(result, (Document, ClausecheckError))
    return result


def _hostile(path: Path, en: str, fr: str) -> UnreadableError:
    return UnreadableError(
        f"{path.name}: reading it takes too much {en}; the file is damaged or hostile.",
        f"{path.name} : sa lecture demande trop de {fr} ; le fichier est endommagé ou piégé.",
    )


def child() -> None:
    """Entry point of the child process: reads argv[1] and writes the pickled Document or error to stdout."""
    from clausecheck.extract.files import read

    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, ValueError, OSError):
        pass  # Windows has no such limits; the wall-time limit of the parent stays
    try:
        result: Document | ClausecheckError = read(Path(sys.argv[1]))
    except ClausecheckError as error:
        result = error
    sys.stdout.buffer.write(pickle.dumps(result, protocol=5))
