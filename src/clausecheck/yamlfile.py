"""YAML files that people edit: parsed, validated, and every mistake told with path, line and the lines around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from clausecheck.errors import ClausecheckError, PatternError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_Base):  # type: ignore[misc]
    """YAML without dates: 2027-02-30 stays a text, so that whoever reads it can say that there is no such day."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }


#: Makes an error from its English and French sentences; a class of the error family, usually.
Kind = Callable[[str, str], ClausecheckError]
Model = TypeVar("Model", bound=BaseModel)


def parse(data: bytes, path: Path | str, kind: Kind = PatternError) -> Any:
    """The content of a YAML file. Raises ``kind`` for what is not YAML or not UTF-8."""
    try:
        return yaml.load(data, Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line if mark else 0
        problem = getattr(error, "problem", None) or "not YAML"
        raise mistake(path, line, str(problem), data, kind) from None
    except UnicodeDecodeError:
        raise mistake(path, 0, "not UTF-8", b"", kind) from None
    except (ValueError, RecursionError) as error:
        raise mistake(path, 0, f"not YAML ({error})", data, kind) from None


def mistake(path: Path | str, line: int, problem: str, data: bytes, kind: Kind = PatternError, problem_fr: str = "") -> ClausecheckError:
    """The error to raise for a problem on a line (from 0), with two lines before and after it."""
    around = excerpt(data, line)
    return kind(f"{path}:{line + 1}: {problem}\n{around}", f"{path}:{line + 1} : {problem_fr or problem}\n{around}")


def excerpt(data: bytes, line: int) -> str:
    """The lines around a line (from 0), numbered, the line itself marked with ``>``."""
    rows = data.decode("utf-8", "replace").splitlines()
    return "\n".join(f"{'>' if n == line else ' '} {n + 1:4} | {rows[n]}" for n in range(max(0, line - 2), min(len(rows), line + 3)))


def validated(model: type[Model], raw: Any, path: Path | str, data: bytes, kind: Kind = PatternError) -> Model:
    """The content as a model. Raises ``kind`` for the first mistake, at its line."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        where, problem, problem_fr = first_mistake(error, raw)
        name = ".".join(map(str, where))
        text, text_fr = (f"{name}: {problem}", f"{name} : {problem_fr}") if name else (problem, problem_fr)
        raise mistake(path, line_of(data, where), text, data, kind, text_fr) from None


def first_mistake(error: ValidationError, raw: Any) -> tuple[list[str | int], str, str]:
    """Where the first mistake is in the content and what it is, in English and in French.

    A key that is not known often explains one that is missing: it comes first.
    """
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    where: list[str | int] = []
    for part in first["loc"]:  # a location also names the member of a union that was tried: that is not in the file
        inside = (isinstance(raw, dict) and part in raw) or (isinstance(raw, list) and isinstance(part, int) and part < len(raw))
        if inside:
            raw = raw[part]
        if inside or first["type"] == "missing":
            where.append(part)
    if first["type"] == "extra_forbidden":
        return where, "unknown key", "clé inconnue"
    if first["type"] == "missing":
        return where, "required", "obligatoire"
    message = first["msg"].removeprefix("Value error, ")
    return where, message, message


def unique_keys(data: bytes, path: Path | str, kind: Kind = PatternError) -> None:
    """Raise ``kind`` when a mapping has the same key twice: YAML would keep the last one and say nothing."""
    nodes = [yaml.compose(data, Loader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    raise mistake(path, key.start_mark.line, f"{key.value}: the key is there twice", data, kind,
                                  f"{key.value} : la clé figure deux fois")  # fmt: skip
                seen.add(key.value)
                nodes.append(value)


def line_of(data: bytes, where: Sequence[str | int]) -> int:
    """The line (from 0) of a place in a YAML file; the deepest part of ``where`` that exists."""
    node = yaml.compose(data, Loader)
    line = 0
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return int(line)
