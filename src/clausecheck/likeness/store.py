"""The learnt weights as a file: whole numbers of one byte, with the list of words and of requirements that they are for."""

from __future__ import annotations

import base64
import functools
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """``matrix[rows[feature], column]`` is the weight of a feature for the requirement ``classes[column]``.

    The score of a passage is the sum over its features of value (thousandths) × weight × ``scale[column]``.
    ``source`` is the SHA-256 of the phrasings they were learnt from.
    """

    source: str
    classes: tuple[str, ...]
    rarity: Mapping[str, float]
    rows: Mapping[str, int]
    matrix: Matrix
    scale: tuple[float, ...]

    def scores(self, passage: Mapping[str, int]) -> NDArray[np.int64]:
        """The unscaled score of a passage for each requirement, exact."""
        if not passage:
            return np.zeros(len(self.classes), dtype=np.int64)
        rows = [self.rows[f] for f in passage]
        return np.array(list(passage.values()), dtype=np.int64) @ self.matrix[rows].astype(np.int64)


def packed(source: str, classes: Sequence[str], rarity: Mapping[str, float], matrix: NDArray[np.int8], scale: Sequence[float]) -> bytes:
    """The bytes of a weights file; rows of ``matrix`` in the order of ``rarity``."""
    body = base64.b64encode(zlib.compress(np.ascontiguousarray(matrix).tobytes(), 9)).decode()
    data = {"source": source, "classes": list(classes), "scale": list(scale), "rarity": dict(rarity), "weights": body}
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


@functools.lru_cache(maxsize=4)
def unpacked(data: bytes) -> Weights:
    """The weights of a file. Raises ValueError when it is no weights file."""
    read: dict[str, Any] = json.loads(data)
    classes, rarity = tuple(read["classes"]), read["rarity"]
    matrix = np.frombuffer(zlib.decompress(base64.b64decode(read["weights"])), dtype=np.int8).reshape(len(rarity), len(classes))
    return Weights(read["source"], classes, rarity, {f: n for n, f in enumerate(rarity)}, matrix.astype(np.int32), tuple(read["scale"]))
