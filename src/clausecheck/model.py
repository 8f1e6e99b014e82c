"""The values that flow from one stage to the next: file → document → clauses → hits → findings → report.

Every type is frozen: a stage returns new values and never changes those it was given.
Spans are half-open character offsets into ``Document.text``; pages count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["fr", "en"]
Verdict = Literal["present", "weak", "missing", "contrary", "not-applicable", "not-verifiable"]
Severity = Literal["error", "warning", "note"]
State = Literal["established", "probable", "absent"]
Role = Literal["essential", "optional", "absence"]
Party = Literal["supplier", "buyer", "both", "other", "none"]

BlockKind = Literal["heading", "paragraph", "list-item", "table-row", "toc"]
#: Where a block comes from. Only ``body``, ``note`` and ``box`` can bind the parties; the others are kept apart.
Layer = Literal["body", "note", "box", "header", "footer", "deleted", "hidden", "struck"]
OPERATIVE_LAYERS: frozenset[str] = frozenset({"body", "note", "box"})


# ---- document ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word of a PDF and its box in points, origin at the top left of the page as it is displayed."""

    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row: the unit that a reader gives.

    ``number`` is the label computed by the word processor ("Article 3.2", "a)"); it is not part of the text.
    ``level`` is the outline level of a heading (1 = highest) or the depth of a list item (1 = outermost).
    ``place`` names the container for a reader: "" for the body, "note 3", "tableau 2, ligne 4", "en-tête" (in the language
    of the report once judged, see ``places.py``).
    ``locator`` finds the block again in its file: "word/document.xml#12" (12th w:p) or "page 3".
    ``cells`` are the spans of a table row's cells; ``table`` is (table, row), both from 1.
    """

    kind: BlockKind
    start: int
    end: int
    number: str = ""
    level: int = 0
    layer: Layer = "body"
    page: int | None = None
    place: str = ""
    locator: str = ""
    style: str = ""
    revision: Literal["", "inserted", "moved"] = ""
    cells: tuple[Span, ...] = ()
    table: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, or was read with a doubt (``partial``)."""

    where: str
    code: str
    message_fr: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a reviser left on the text of a draft: highlighting, a comment not yet resolved, an insertion not yet accepted.

    ``note`` and ``author`` are those of a comment.
    """

    kind: Literal["highlight", "comment", "inserted", "moved"]
    start: int
    end: int
    note: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """How many characters were read from one container (a DOCX part, a PDF page) and in what layer."""

    container: str
    layer: str
    characters: int


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    sha256: str
    format: Literal["docx", "pdf", "md", "txt"]
    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    language: Language | None = None
    unread: tuple[Unread, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    words: tuple[Word, ...] = ()
    annotations: tuple[Annotation, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.unread


# ---- clauses -----------------------------------------------------------------------------------------------

#: What a passage is. Only "operative" binds; the others never satisfy a requirement.
PassageKind = Literal["operative", "heading", "toc", "recital", "definition", "quotation", "instruction", "drafting-note", "description"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the sentence(s) that govern it ("Le titulaire s'engage à :") and the article it lies in."""

    index: int
    document: int
    start: int
    end: int
    block: int
    clause: int
    kind: PassageKind
    heads: tuple[int, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """An article, sub-article or annex: a label, a title, and the blocks up to the next one."""

    index: int
    document: int
    label: str
    title: str
    level: int
    parent: int | None
    annex: str
    first_block: int
    last_block: int

    @property
    def name(self) -> str:
        return " – ".join(part for part in (self.label, self.title) if part)


@dataclass(frozen=True, slots=True)
class Segmented:
    """A document cut into clauses and sentences, with the party names it defines (alias, folded → party)."""

    document: Document
    clauses: tuple[Clause, ...]
    sentences: tuple[Sentence, ...]
    parties: Mapping[str, Party] = field(default_factory=dict)
    defined_terms: Mapping[str, Span] = field(default_factory=dict)
    #: Sentences between which nobody chose yet (J19).
    open_choices: frozenset[int] = frozenset()


# ---- hits --------------------------------------------------------------------------------------------------

Polarity = Literal["affirmed", "forbidden", "released"]


_TIGHT = 170  # characters, about 25 words: measured on our sample contracts


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording that met one sentence, and what the sentence does with it."""

    requirement: str
    role: Literal["topic", "core", "element", "weak", "contrary", "condition"]
    name: str
    document: int
    sentence: int
    spans: tuple[Span, ...]
    wording: str
    polarity: Polarity = "affirmed"
    bound: Party = "none"
    hedges: tuple[str, ...] = ()
    exception: str = ""
    kind: PassageKind = "operative"
    borrowed: bool = False  # a word of the wording stands in the title or a neighbour only

    @property
    def loose(self) -> bool:
        """True when the words of the wording stand far apart, or are borrowed: they may belong to different things."""
        wide = max((s.end for s in self.spans), default=0) - min((s.start for s in self.spans), default=0)
        return self.borrowed or wide > _TIGHT


@dataclass(frozen=True, slots=True)
class Alike:
    """A sentence that is like the known phrasings of a requirement; the higher the score (about -0.2 to 1), the more."""

    document: int
    sentence: int
    score: float


# ---- findings ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote and where to read it: ``documents[document].text[start:end] == quote``."""

    document: str
    where: str
    page: int | None
    quote: str
    start: int
    end: int
    role: Literal["for", "against", "reference", "nearest"] = "for"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ElementFinding:
    key: str
    role: Role
    required: bool
    found: bool
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class ConditionFinding:
    id: str
    state: State
    evidence: tuple[Evidence, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    clause: str
    family: str
    verdict: Verdict
    severity: Severity
    elements: tuple[ElementFinding, ...]
    evidence: tuple[Evidence, ...]
    why: tuple[str, ...]
    confidence: Literal["high", "to-check"] = "high"
    conditions: tuple[str, ...] = ()
    looked_in: tuple[str, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    waiver: Waiver | None = None
    fingerprint: str = ""


# ---- dossier -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """What one file of the dossier is. ``kind`` is an id of ``patterns/dossier/`` ("" when it was not recognised).

    ``rank`` is its place in the order of precedence (1 prevails over 2), None when no order places it. ``number`` and
    ``parent`` are those of an annex ("annexe 3", "ccap"). ``aside`` is true for tender rules: they bind no one after signature.
    """

    document: str
    kind: str
    how: Literal["stated", "title", "content", "name", ""] = ""
    rank: int | None = None
    number: str = ""
    parent: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """One line of an order of precedence and the files it means.

    ``state``: "supplied", "absent" (named, not given), "public" (a published text) or "later" (comes after signature).
    """

    rank: int
    text: str
    kind: str
    documents: tuple[str, ...]
    state: Literal["supplied", "absent", "public", "later"]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of precedence that the contract states, and the passage that announces it."""

    evidence: Evidence
    entries: tuple[OrderEntry, ...]


@dataclass(frozen=True, slots=True)
class AbsentPiece:
    """A piece or an annex that the contract names and that was not given, with the requirements that depend on it."""

    name: str
    kind: str
    evidence: Evidence
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of two passages that do not agree; ``value`` is its figure ("72 heures"), "" for a matter of principle."""

    kind: str
    rank: int | None
    evidence: Evidence
    value: str = ""


#: Why one passage prevails, or why it cannot be said. The last four leave the conflict to be settled.
ConflictGround = Literal["order", "statement", "without-effect", "no-order", "not-in-order", "same-piece", "orders-differ"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two passages of the dossier that say different things of the same requirements (J5).

    ``what``: "principle" (one favourable to the buyer, one contrary) or "figure" (two values of ``element``).
    ``element`` is that of the first requirement. ``prevails`` is the side (0 or 1) that the contract gives effect to, None
    when it has to be settled.
    """

    requirements: tuple[str, ...]
    what: Literal["principle", "figure"]
    element: str
    sides: tuple[ConflictSide, ConflictSide]
    prevails: int | None
    ground: ConflictGround


@dataclass(frozen=True, slots=True)
class Dossier:
    """The pieces of a contract read together."""

    pieces: tuple[Piece, ...] = ()
    orders: tuple[Order, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    absent: tuple[AbsentPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say of the contract as a whole, outside any one requirement: general terms, derogations.

    ``clauses`` are the requirements it bears upon.
    """

    code: str
    severity: Severity
    text_fr: str
    text_en: str
    evidence: tuple[Evidence, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HygieneIssue:
    """Something to settle in a draft before it is signed, whatever it promises: a blank, a dead reference, repealed law.

    ``evidence`` holds the exact words, ``passage`` the sentence round them. ``subject`` says which of several things the
    same check found: the number of the article, the id of the repealed text.
    """

    id: str
    severity: Severity
    evidence: Evidence
    passage: str
    message_fr: str
    message_en: str
    subject: str = ""
    waiver: Waiver | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    tool_version: str
    patterns_version: str
    patterns_sha256: str
    language: Language
    documents: tuple[Document, ...]
    conditions: tuple[ConditionFinding, ...]
    findings: tuple[Finding, ...]
    waiver_problems: tuple[WaiverProblem, ...] = ()
    date: str = ""
    notices: tuple[Notice, ...] = ()
    #: None when hygiene was not looked at.
    hygiene: tuple[HygieneIssue, ...] | None = None
    dossier: Dossier = Dossier()


# ---- waivers -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception accepted in writing: one requirement, one passage (its fingerprint), one document or dossier.

    ``date`` and ``expires`` are written 2026-12-31; it holds before ``expires``, not on that day. ``verdict`` is the worst
    that was accepted ("" for any). ``place`` is "file:line".
    """

    requirement: str
    fingerprint: str
    reason: str
    approver: str
    date: str
    expires: str
    document: str = ""
    dossier: str = ""
    verdict: Verdict | Literal[""] = ""
    place: str = ""


#: Why a waiver does not hold, or should be looked at again.
WaiverCode = Literal[
    "malformed", "unknown-requirement", "over-broad", "duplicate", "too-long", "not-yet", "expired",
    "passage-changed", "document-changed", "verdict-changed", "unused",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaiverProblem:
    """Something to say of a waiver. ``blocking`` is false for what only asks for tidying (``unused``)."""

    code: WaiverCode
    place: str
    requirement: str
    message_fr: str
    message_en: str
    blocking: bool = True
