"""The user's cache folder: what it holds can be made again, so nothing here ever fails. Deleting the folder is safe."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """The user's cache folder for this tool."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    return Path(base).expanduser() / "clausecheck"


def keep(target: Path, data: bytes, *, private: bool = False) -> bool:
    """Write a file of the cache whole or not at all; ``private``: no other user may read it. False when it cannot be kept."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        if private:
            target.parent.chmod(0o700)
            part.touch(0o600)
        part.write_bytes(data)
        part.replace(target)
    except OSError:
        return False  # a read-only home only costs time
    return True
