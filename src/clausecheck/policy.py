"""The policy of a buyer (``clausecheck.yaml``): its profile, the facts it settles, what it requires, how gravely, how fast.

Applying a policy to a report is in ``policy_apply.py``.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from clausecheck.errors import ClausecheckError
from clausecheck.hygiene import checks
from clausecheck.model import Severity
from clausecheck.patterns import builtin_dir
from clausecheck.piecewords import kinds
from clausecheck.requirements import Patterns, Requirement
from clausecheck.yamlfile import line_of, mistake, parse, unique_keys, validated

FILE_NAME = "clausecheck.yaml"
BUILTIN = "builtin:"
FailOn = Literal["error", "warning", "note", "never"]
DEFAULT_FAIL_ON: FailOn = "error"
DEFAULT_MAX_DAYS = 365
#: Elements that hold the time limit of a requirement, when a threshold does not name one.
TIMED = ("hours", "delay", "deadline", "deadlines", "delay_cost", "duration_price", "list_notice")


class PolicyError(ClausecheckError):
    """A policy that cannot be used; the message holds path, line and the lines around it."""


# ---- the file ----------------------------------------------------------------------------------------------


def _yaml_off(value: object) -> object:
    """YAML 1.1 reads a bare ``off`` as false."""
    return "off" if value is False else value


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Level = Annotated[Literal["required", "recommended", "off"], BeforeValidator(_yaml_off)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"))


class BySeverity(_Strict):
    """The severity of each verdict; a verdict not named keeps its own."""

    missing: Severity | None = None
    weak: Severity | None = None
    contrary: Severity | None = None


class Threshold(_Strict):
    """The longest time limit accepted, in one unit; ``element`` names the element that holds it when there are several."""

    hours: float | None = Field(None, gt=0)
    days: float | None = Field(None, gt=0)
    months: float | None = Field(None, gt=0)
    element: str = ""

    @model_validator(mode="after")
    def _one_unit(self) -> Threshold:
        if sum(v is not None for v in (self.hours, self.days, self.months)) != 1:
            raise ValueError("give one of hours, days, months")
        return self

    @property
    def in_hours(self) -> float:
        """The limit in hours: a day is 24 hours, a month 30 days."""
        return (self.hours or 0) + 24 * (self.days or 0) + 720 * (self.months or 0)


class WaiverRules(_Strict):
    """``max-days``: the longest time from the date of a waiver to its expiry."""

    max_days: int = Field(gt=0, strict=True)


class PolicyFile(_Strict):
    """A policy as it is written. Every key may be left out."""

    extends: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    profile: str | None = None
    facts: Mapping[str, StrictBool] = {}
    families: Mapping[str, Level] = {}
    requirements: Mapping[str, Level] = {}
    severity: Mapping[str, Severity | BySeverity] = {}
    thresholds: Mapping[str, Threshold] = {}
    fail_on: FailOn | None = None
    waivers: WaiverRules | None = None
    pieces: Mapping[str, str] = {}


# ---- the policy --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """One file of a policy: its name as it was written, its content and its hash."""

    name: str
    sha256: str
    content: PolicyFile


@dataclass(frozen=True)
class Policy:
    """A policy with those it extends, merged. ``sources`` says where each value was written: "clausecheck.yaml:12"."""

    layers: tuple[Layer, ...] = ()
    profile: str = ""
    facts: Mapping[str, bool] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    requirements: Mapping[str, str] = field(default_factory=dict)
    severity: Mapping[str, Severity | BySeverity] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    fail_on: FailOn = DEFAULT_FAIL_ON
    max_days: int = DEFAULT_MAX_DAYS
    pieces: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """One hash for every file that the policy is made of; "" for the default policy."""
        if not self.layers:
            return ""
        return hashlib.sha256("\n".join(f"{layer.name} {layer.sha256}" for layer in self.layers).encode()).hexdigest()


def find(start: Path, name: str = FILE_NAME) -> Path | None:
    """The file of that name in the folder of a contract (or in that folder), or above it."""
    folder = start.resolve()
    for place in (folder, *folder.parents):
        candidate = place / name
        if candidate.is_file():
            return candidate
    return None


def load(path: Path, patterns: Patterns) -> Policy:
    """Read a policy and those it extends. Raises PolicyError, with path, line and the lines around it."""
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    layers: list[Layer] = []
    _read(str(path), path, patterns, (), layers, merged, sources, path.name)
    return Policy(layers=tuple(layers), sources=sources, **merged)


def load_builtin(name: str, patterns: Patterns) -> Policy:
    """A built-in policy: ``fr-collectivite``, ``en-public-buyer``. Raises PolicyError when there is none of that name."""
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    layers: list[Layer] = []
    _read(BUILTIN + name, _builtin(name), patterns, (), layers, merged, sources, BUILTIN + name)
    return Policy(layers=tuple(layers), sources=sources, **merged)


def builtins() -> tuple[str, ...]:
    """The names of the built-in policies."""
    return tuple(sorted(p.stem for p in (builtin_dir() / "policies").glob("*.yaml")))


def _builtin(name: str, wrong: Callable[[str, str], ClausecheckError] = PolicyError) -> Path:
    if name not in builtins():
        known = ", ".join(BUILTIN + n for n in builtins())
        raise wrong(f"no policy {BUILTIN}{name}; there are: {known}", f"pas de politique {BUILTIN}{name} ; il y a : {known}")
    return builtin_dir() / "policies" / f"{name}.yaml"


def _read(
    name: str, path: Path, patterns: Patterns, above: tuple[Path, ...], layers: list[Layer], merged: dict[str, Any],
    sources: dict[str, str], shown: str,
) -> None:  # fmt: skip
    """Add a file to the layers, those it extends first."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "?"
        raise PolicyError(f"{path}: cannot be read ({reason}).", f"{path} : lecture impossible ({reason}).") from None
    raw = parse(data, name, PolicyError)
    unique_keys(data, name, PolicyError)
    content = validated(PolicyFile, {} if raw is None else raw, name, data, PolicyError)
    _check(content, name, data, patterns)
    here = (*above, path.resolve())
    for n, other in enumerate(content.extends):
        at: tuple[str | int, ...] = ("extends", n) if isinstance(raw["extends"], list) else ("extends",)

        def wrong(en: str, fr: str, at: Sequence[str | int] = at) -> ClausecheckError:
            return mistake(name, line_of(data, at), f"extends: {en}", data, PolicyError, f"extends : {fr}")

        if other.startswith(BUILTIN):
            target = _builtin(other.removeprefix(BUILTIN), wrong)
        else:
            target = path.parent / other
            if not target.is_file():
                raise wrong(f"{other}: no such file", f"{other} : ce fichier n'existe pas")
        if target.resolve() in here:
            raise wrong(f"{other} extends this file in turn", f"{other} hérite lui-même de ce fichier")
        _read(other if other.startswith(BUILTIN) else str(target), target, patterns, here, layers, merged, sources, other)
    layers.append(Layer(shown, hashlib.sha256(data).hexdigest(), content))
    _merge(content, shown, data, merged, sources)


def _merge(content: PolicyFile, shown: str, data: bytes, merged: dict[str, Any], sources: dict[str, str]) -> None:
    """Add a layer: its single values replace, its entries replace those of the same name."""

    def told(*where: str) -> str:
        return f"{shown}:{line_of(data, where) + 1}"

    if content.profile is not None:
        merged["profile"], sources["profile"] = content.profile, told("profile")
    if content.fail_on is not None:
        merged["fail_on"], sources["fail-on"] = content.fail_on, told("fail-on")
    if content.waivers is not None:
        merged["max_days"], sources["waivers.max-days"] = content.waivers.max_days, told("waivers", "max-days")
    for key in ("facts", "families", "requirements", "severity", "thresholds", "pieces"):
        entries = getattr(content, key)
        merged[key] = {**merged.get(key, {}), **entries}
        sources.update({f"{key}.{entry}": told(key, entry) for entry in entries})


def _check(content: PolicyFile, name: str, data: bytes, patterns: Patterns) -> None:
    """Refuse names that the patterns do not have."""
    requirements = {r.id: r for r in patterns.requirements}
    families = {f.id for f in patterns.families}
    hygiene = {c.id for c in checks()}
    known: Mapping[str, set[str]] = {
        "facts": {c.id for c in patterns.conditions},
        "families": families,
        "requirements": set(requirements) | hygiene,
        "severity": set(requirements) | families | hygiene,
        "thresholds": set(requirements),
    }
    for key, names in known.items():
        for entry in getattr(content, key):
            if entry not in names:
                raise _unknown(name, data, (key, entry), entry, names)
    for entry, kind in content.pieces.items():
        if kind not in kinds():
            raise _unknown(name, data, ("pieces", entry), kind, set(kinds()))
    if content.profile is not None and content.profile not in patterns.contract_types:
        raise _unknown(name, data, ("profile",), content.profile, set(patterns.contract_types))
    for entry, severity in content.severity.items():
        if entry in hygiene and isinstance(severity, BySeverity):
            en, fr = (
                f"{entry}: give one severity, hygiene has no verdicts",
                f"{entry} : donner une seule gravité, l'hygiène n'a pas de verdicts",
            )
            raise mistake(name, line_of(data, ("severity", entry)), f"severity: {en}", data, PolicyError, f"severity : {fr}")
    for entry, threshold in content.thresholds.items():
        if not timed_element(requirements[entry], threshold):
            keys = ", ".join(e.key for e in requirements[entry].clause.elements)
            en, fr = f"{entry}: element must be one of {keys}", f"{entry} : element doit être l'un de : {keys}"
            raise mistake(name, line_of(data, ("thresholds", entry)), en, data, PolicyError, fr)


def _unknown(name: str, data: bytes, where: Sequence[str], entry: str, names: set[str]) -> ClausecheckError:
    near = difflib.get_close_matches(entry, sorted(names), 1)
    key = where[0]
    en = f"{key}: unknown name {entry!r}" + (f", perhaps {near[0]!r}?" if near else "")
    fr = f"{key} : nom inconnu « {entry} »" + (f", peut-être « {near[0]} » ?" if near else "")
    return mistake(name, line_of(data, where), en, data, PolicyError, fr)


def timed_element(requirement: Requirement, threshold: Threshold) -> str:
    """The element whose time limit a threshold bounds; "" when there is none."""
    keys = [e.key for e in requirement.clause.elements]
    if threshold.element:
        return threshold.element if threshold.element in keys else ""
    return next((key for key in TIMED if key in keys), "")


# ---- the schema --------------------------------------------------------------------------------------------


def schema(patterns: Patterns) -> dict[str, Any]:
    """The JSON Schema of the policy file, with the names that the patterns have: editors complete and check with it."""
    out = PolicyFile.model_json_schema(by_alias=True)
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    requirements = [r.id for r in patterns.requirements]
    families = [f.id for f in patterns.families]
    properties = out["properties"]
    hygiene = [c.id for c in checks()]
    names = {"facts": [c.id for c in patterns.conditions], "families": families, "requirements": [*requirements, *hygiene],
             "severity": [*families, *requirements, *hygiene], "thresholds": requirements}  # fmt: skip
    for key, values in names.items():
        properties[key]["propertyNames"] = {"enum": values}
    properties["profile"]["anyOf"][0]["enum"] = list(patterns.contract_types)
    properties["pieces"]["additionalProperties"] = {"enum": list(kinds())}
    properties["extends"] = {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "examples": [BUILTIN + name for name in builtins()],
        "title": "Extends",
    }
    return out
