"""The types of the pattern files: requirements, conditions, wordings, vocabulary. See ``docs/patterns.md``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from clausecheck.errors import PatternError
from clausecheck.general_terms import GeneralTerms, Topic
from clausecheck.model import Language, Role, Severity

LANGUAGES: tuple[Language, ...] = ("fr", "en")


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
    languages: Mapping[Language, LanguageFile]

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
    excluded_by: Alternatives = ()


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
    languages: Mapping[Language, ConditionLanguage] = {}


class Family(_Strict):
    id: str
    title: Mapping[str, str]
    required_by_mission: bool = False


class Vocabulary(_Strict):
    """Concepts of a language: name → phrases. A phrase may hold ``word*`` (any ending), ``..`` (a short gap), ``=word``."""

    concepts: Mapping[str, tuple[str, ...]]
    hedges: Mapping[str, tuple[str, ...]] = {}


class ContractType(_Strict):
    """A type of contract (the profile of a policy) and the conditions that it brings with it."""

    title: Mapping[str, str]
    presumed_conditions: tuple[str, ...] = ()


class Pack(_Strict):
    version: str
    families: tuple[Family, ...]
    instruments: Mapping[str, Mapping[str, str]] = {}
    contract_types: Mapping[str, ContractType] = {}


class Patterns(_Strict):
    """Every requirement and condition, in catalogue order, with the vocabulary of each language."""

    version: str
    sha256: str
    families: tuple[Family, ...]
    instruments: Mapping[str, Mapping[str, str]]
    contract_types: Mapping[str, ContractType] = {}
    vocabulary: Mapping[Language, Vocabulary]
    conditions: tuple[Condition, ...]
    requirements: tuple[Requirement, ...]
    general_terms: tuple[GeneralTerms, ...] = ()
    topics: Mapping[str, Topic] = {}
    likeness: Mapping[Language, bytes] = {}

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
