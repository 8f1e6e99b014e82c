"""``patterns/`` → requirements: the files a jurist edits, validated and put together. See ``docs/patterns.md``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from clausecheck import __version__
from clausecheck.errors import PatternError
from clausecheck.model import Language, Role, Severity

LANGUAGES: tuple[Language, ...] = ("fr", "en")
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CACHE_FORMAT = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# ---- wordings ----------------------------------------------------------------------------------------------


class Alternative(_Strict):
    """A few concepts that must meet in one scope. The first item is the act: its polarity and its bearer are judged."""

    all: tuple[str, ...] = Field(min_length=1)
    none: tuple[str, ...] = ()
    polarity: Literal["affirmed", "negated", "any"] | None = None
    by: Literal["supplier", "buyer", "any", "not-buyer", "not-supplier"] | None = None
    scope: Literal["sentence", "paragraph", "article"] = "sentence"
    near: int | None = None
    order: bool = False
    anywhere: bool = False
    where: Literal["any", "object", "title"] = "any"
    times: int = 1


def _alternative(value: object) -> object:
    if isinstance(value, str):
        return {"all": (value,)}
    if isinstance(value, list):
        return {"all": tuple(value)}
    return value


Alternatives = tuple[Annotated[Alternative, BeforeValidator(_alternative)], ...]


class Wordings(_Strict):
    """How one language says a requirement."""

    concepts: Mapping[str, tuple[str, ...]] = {}
    topic: Alternatives = ()
    core: Alternatives = ()
    elements: Mapping[str, Alternatives] = {}
    weak: Alternatives = ()
    contrary: Alternatives = ()


class Example(_Strict):
    """A text and what the requirement says of it; ``elements`` lists keys that must be found in it."""

    verdict: Literal["present", "weak", "contrary", "missing"]
    text: str
    elements: tuple[str, ...] = ()
    kind: str = ""


class ElementText(_Strict):
    name: str
    note: str = ""
    when: str = ""


class LanguageFile(_Strict):
    title: str
    guarantee: str
    core: str
    by_reference: str = ""
    note: str = ""
    elements: Mapping[str, ElementText]
    model_clause: str
    wordings: Wordings = Wordings()
    examples: tuple[Example, ...] = ()


# ---- requirements ------------------------------------------------------------------------------------------


class Ground(_Strict):
    """One ground on which a requirement applies: all these conditions together."""

    all_of: tuple[str, ...]
    established_only: bool = False
    only_elements: tuple[str, ...] = ()


class Applicability(_Strict):
    any_of: tuple[Ground, ...]
    contract_types: Mapping[str, tuple[str, ...]] = {}


class LegalBasis(_Strict):
    instrument: str
    cite: str = ""
    confidence: Literal["certain", "likely", "unsure"]
    checked: bool
    note: str = ""


class When(_Strict):
    """The case in which an essential element is required: one of these conditions, or another element found."""

    any_of: tuple[str, ...] = ()
    element: str = ""
    wording: bool = False


class Element(_Strict):
    key: str
    role: Role
    when: When | None = None


class ByReference(_Strict):
    """General terms or annexes that carry this requirement when they are incorporated as a block (J12, J21)."""

    ccag: tuple[str, ...] = ()
    gdpr_annex: bool = False
    scc: Literal["", "weak", "present"] = ""


class Modifier(_Strict):
    """When this condition is established, a missing requirement has this severity instead."""

    condition: str
    missing_becomes: Severity
    why: Mapping[str, str] = {}


class Severities(_Strict):
    missing: Severity
    weak: Severity
    contrary: Severity
    modifiers: tuple[Modifier, ...] = ()


class ClauseFile(_Strict):
    id: str
    family: str
    recommendations: tuple[int, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    applicability: Applicability
    severity: Severities
    bound_party: Literal["supplier", "both"]
    elements: tuple[Element, ...]
    by_reference: ByReference = ByReference()
    personal_data_scope: bool = False
    definitions: bool = False
    hedges: tuple[str, ...] | None = None
    note: str = ""


class Requirement(_Strict):
    clause: ClauseFile
    languages: Mapping[str, LanguageFile]

    @property
    def id(self) -> str:
        return self.clause.id

    @property
    def family(self) -> str:
        return self.clause.family


class ConditionWordings(_Strict):
    concepts: Mapping[str, tuple[str, ...]] = {}
    established: Alternatives = ()
    probable: Alternatives = ()
    false_friends: Alternatives = ()
    presumption_needs: Alternatives = ()
    presumption_void: Alternatives = ()


class ConditionLanguage(_Strict):
    title: str
    wordings: ConditionWordings = ConditionWordings()
    examples: tuple[ConditionExample, ...] = ()


class ConditionExample(_Strict):
    state: Literal["established", "probable", "absent"]
    text: str


class Condition(_Strict):
    id: str
    base: bool = False
    implied_by: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    presumed_if: tuple[str, ...] = ()
    languages: Mapping[str, ConditionLanguage] = {}


class Family(_Strict):
    id: str
    title: Mapping[str, str]
    required_by_mission: bool = False


class Vocabulary(_Strict):
    """Concepts of a language: name → phrases. A phrase may hold ``word*`` (any ending), ``..`` (a short gap), ``=word``."""

    concepts: Mapping[str, tuple[str, ...]]
    hedges: Mapping[str, tuple[str, ...]] = {}


class Pack(_Strict):
    version: str
    families: tuple[Family, ...]
    instruments: Mapping[str, Mapping[str, str]] = {}
    contract_types: Mapping[str, Any] = {}


class Patterns(_Strict):
    """Every requirement and condition, in catalogue order, with the vocabulary of each language."""

    version: str
    sha256: str
    families: tuple[Family, ...]
    instruments: Mapping[str, Mapping[str, str]]
    vocabulary: Mapping[str, Vocabulary]
    conditions: tuple[Condition, ...]
    requirements: tuple[Requirement, ...]

    def requirement(self, identifier: str) -> Requirement:
        """The requirement of that id (case ignored). Raises PatternError when there is none."""
        for requirement in self.requirements:
            if requirement.id.lower() == identifier.lower():
                return requirement
        raise PatternError(
            f"There is no requirement {identifier!r}. 'clausecheck list' shows the ids.",
            f"Il n'y a pas d'exigence « {identifier} ». « clausecheck list » donne les identifiants.",
        )


ConditionLanguage.model_rebuild()


# ---- reading -----------------------------------------------------------------------------------------------


def builtin_dir() -> Path:
    """The patterns shipped with the tool: inside the wheel, or at the top of a source checkout."""
    inside = Path(__file__).parent / "_patterns"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "patterns"


def load_patterns(extra: Path | None = None) -> Patterns:
    """The built-in patterns, with those of the folder ``extra`` added; a file of ``extra`` replaces its namesake.

    Raises PatternError, with path, line and the lines around it, when a file cannot be used.
    """
    files = _files(builtin_dir())
    if extra is not None:
        if not extra.is_dir():
            raise PatternError(f"{extra}: no such folder of patterns.", f"{extra} : ce dossier de motifs n'existe pas.")
        files = {**files, **_files(extra)}
    return _load({name: path.read_bytes() for name, path in files.items()}, files)


def _files(root: Path) -> dict[str, Path]:
    return {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*.yaml"))}


def _load(content: Mapping[str, bytes], paths: Mapping[str, Path]) -> Patterns:
    digest = hashlib.sha256()
    for name in sorted(content):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content[name]).digest())
    sha = digest.hexdigest()
    raw = _cached(sha)
    if raw is None:
        raw = {name: _parse(content[name], paths[name]) for name in sorted(content)}
        patterns = _assemble(raw, sha, content, paths)
        _store(sha, raw)
        return patterns
    return _assemble(raw, sha, content, paths)


def cache_dir() -> Path:
    """The user's cache folder for this tool. Deleting it is always safe."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    return Path(base).expanduser() / "clausecheck"


def _cache_file(sha: str) -> Path:
    return cache_dir() / f"patterns-{__version__}-{_CACHE_FORMAT}-{sha[:32]}.json"


def _cached(sha: str) -> dict[str, Any] | None:
    try:
        loaded = json.loads(_cache_file(sha).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) else None


def _store(sha: str, raw: Mapping[str, Any]) -> None:
    target = _cache_file(sha)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(raw, ensure_ascii=False, default=str), encoding="utf-8")
        part.replace(target)
    except OSError:
        return  # a read-only home only costs time


def _parse(data: bytes, path: Path) -> Any:
    try:
        return yaml.load(data, Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line if mark else 0
        problem = getattr(error, "problem", None) or "not YAML"
        raise _error(path, line, str(problem), data) from None
    except UnicodeDecodeError:
        raise _error(path, 0, "not UTF-8", b"") from None


def _error(path: Path, line: int, problem: str, data: bytes) -> PatternError:
    rows = data.decode("utf-8", "replace").splitlines()
    around = "\n".join(
        f"{'>' if n == line else ' '} {n + 1:4} | {rows[n]}" for n in range(max(0, line - 2), min(len(rows), line + 3))
    )
    return PatternError(f"{path}:{line + 1}: {problem}\n{around}", f"{path}:{line + 1} : {problem}\n{around}")


_Model = TypeVar("_Model", bound=BaseModel)


def _validated(model: type[_Model], raw: Any, path: Path, data: bytes) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = [part for part in first["loc"] if isinstance(part, (str, int))]
        problem = "unknown key" if first["type"] == "extra_forbidden" else first["msg"]
        raise _error(path, _line(data, where), f"{'.'.join(map(str, where))}: {problem}", data) from None


def _line(data: bytes, where: list[str | int]) -> int:
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


def _assemble(raw: Mapping[str, Any], sha: str, content: Mapping[str, bytes], paths: Mapping[str, Path]) -> Patterns:
    def get(model: type[_Model], name: str) -> _Model:
        return _validated(model, raw[name], paths[name], content[name])

    if "pack.yaml" not in raw:
        raise PatternError("No pack.yaml among the patterns.", "Aucun fichier pack.yaml parmi les motifs.")
    pack = get(Pack, "pack.yaml")
    order = {family.id: n for n, family in enumerate(pack.families)}
    vocabulary = {lang: get(Vocabulary, f"vocabulary/{lang}.yaml") for lang in LANGUAGES}
    conditions, requirements = [], []
    for name in raw:
        folder, _, base = name.rpartition("/")
        langs = {lang: f"{folder}/{lang}.yaml" for lang in LANGUAGES if f"{folder}/{lang}.yaml" in raw}
        if base == "condition.yaml":
            texts = {lang: get(ConditionLanguage, file) for lang, file in langs.items()}
            conditions.append(get(Condition, name).model_copy(update={"languages": texts}))
        elif base == "clause.yaml":
            clause = get(ClauseFile, name)
            texts_ = {lang: get(LanguageFile, file) for lang, file in langs.items()}
            _same_elements(clause, texts_, langs, paths, content)
            if clause.family not in order:
                raise _error(paths[name], _line(content[name], ["family"]), f"no family {clause.family!r}", content[name])
            requirements.append(Requirement(clause=clause, languages=texts_))
    requirements.sort(key=lambda r: order[r.family])
    return Patterns(
        version=pack.version,
        sha256=sha,
        families=pack.families,
        instruments=pack.instruments,
        vocabulary=vocabulary,
        conditions=tuple(conditions),
        requirements=tuple(requirements),
    )


def _same_elements(
    clause: ClauseFile,
    texts: Mapping[str, LanguageFile],
    langs: Mapping[str, str],
    paths: Mapping[str, Path],
    content: Mapping[str, bytes],
) -> None:
    keys = {element.key for element in clause.elements}
    for lang, text in texts.items():
        for section, found in (("elements", set(text.elements)), ("wordings", set(text.wordings.elements))):
            wrong = found - keys
            if wrong:
                path, data = paths[langs[lang]], content[langs[lang]]
                where: list[str | int] = ["elements"] if section == "elements" else ["wordings", "elements"]
                key = sorted(wrong)[0]
                raise _error(path, _line(data, [*where, key]), f"{key}: no such element in clause.yaml", data)
