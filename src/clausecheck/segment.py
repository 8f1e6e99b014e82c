"""Document → clauses and sentences: articles and annexes, lists tied to their governing sentence, kinds of passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausecheck.choices import settled
from clausecheck.languages import GRAMMARS, Grammar
from clausecheck.model import OPERATIVE_LAYERS, Block, Clause, Document, PassageKind, Segmented, Sentence
from clausecheck.parties import learn_parties
from clausecheck.sentences import LABEL, NUMBERED, list_parts, opens_list, sentence_spans
from clausecheck.text import fold

_ANNEX = re.compile(r"^\s*(?:annexe|annex|appendix|appendice|schedule|exhibit|attachment)\b", re.IGNORECASE)
_SECTION_KIND: tuple[tuple[PassageKind, re.Pattern[str]], ...] = (
    ("toc", re.compile(r"^(?:sommaire|table des matieres|table of contents|contents|index)$")),
    ("definition", re.compile(r"^(?:definitions?|glossaire|lexique|glossary|terminologie|defined terms|termes et definitions|"
                              r"definitions? (?:et|and) \w+)$")),
    ("recital", re.compile(r"^(?:preambule|preamble|recitals?|expose prealable|exposes? des motifs|considerants?|whereas)\b")),
    ("description", re.compile(r"^(?:contexte|presentation (?:de|du|des|generale)|description de l existant|existant|l existant|etat des lieux|"
                               r"situation actuelle|architecture actuelle|background|current situation|historique|context)\b")),
)  # fmt: skip
_RECITAL = re.compile(
    r"^(?:for the purposes? of (?:article|directive|regulation)\b(?!.*\b(?:shall|must|will)\b)|having regard to\b(?!.*\b(?:shall|must|will)\b)|considerant|vu (?:le|la|les|l)\b|attendu|whereas)\b"
)
#: "« Données » désigne…", '"Data" means…', "Data means…"; an unquoted "désigne" appoints someone.
_MEANS = re.compile(
    r"^\W*(?:\(?\w{1,3}[).]\s+)?(?:(?:\"[\w\s()/,]{2,60}\"\s*(?:,|and|et|or|ou)?\s*){1,4}(?:\([^)]{0,40}\)\s*)?[:,]?\s*(?:designe(?:nt)?\b|signifie(?:nt)?\b|s entend(?:ent)?\b|means?\b|has the meaning|"
    r"have the meaning|refers to\b)|[\w\s()/]{2,60}\s(?:signifie(?:nt)?\b|s entend(?:ent)? (?:de|du|des|comme)\b|(?<!no )(?<!the )(?<!by )(?<!all )means\b(?! of| to)|has the meaning|have the meaning)"
    r"|[\w\s()/]{2,60}\s?: (?:designe|signifie|means))"
)
#: "Le Titulaire prend les engagements suivants." before a table governs its rows as "s'engage à :" does a list.
_ANNOUNCES = re.compile(
    r"\b(?:suivante?s?|ci dessous|ci apres|comme suit|following|below|as follows|these (?:commitments|duties|obligations))\b[^.;]{0,120}\W*$"
)
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?: \.){4,})\s*\d{1,3}\s*$")
#: The one who tenders, as the subject of an instruction ("les candidats précisent"), and award criteria.
_TENDER = re.compile(
    r"(?:^|(?:^|(?<!\ba)(?<!\btous)(?<!\bpar)(?<!\bentre)(?<!\bwith)(?<!\bto)(?<!\bby)\s)(?:le|les|chaque|tout|tous les|the|each|any|every)\s+|[;:]\s*)"
    r"(?:candidats?|soumissionnaires?|tenderers?|bidders?|quoters?|offerors?)\b"
    r"|\b(?:criteres? (?:de jugement|d attribution|n)|reglement de la consultation|award criteri(?:on|a))\b"
)
_BOUND = re.compile(r"\b(?:titulaire|prestataire|supplier|contractor|provider|concessionnaire|sous traitant|processor)\b")
_NOTE = re.compile(
    r"^\s*(?:\[?\s*(?:note|nb|n\.b\.|option|guidance|drafting note|note de redaction|conseil|commentaire|rappel)\b\s*[:\-–)])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Heading:
    label: str
    title: str
    level: int


def segment(document: Document, number: int) -> Segmented:
    """Cut ``document`` (the ``number``-th of the contract, from 0) into clauses and sentences.

    The document's language must be set.
    """
    if document.language is None:
        raise ValueError("the document's language is not set")
    grammar = GRAMMARS[document.language]
    clauses = articles(document, number)
    sentences, open_choices = settled(document, _sentences(document, number, clauses, grammar))
    parties = learn_parties(document.text, document.language, grammar)
    return Segmented(document=document, clauses=clauses, sentences=sentences, parties=parties, open_choices=open_choices)


# ---- clauses -----------------------------------------------------------------------------------------------


def _heading(block: Block, text: str) -> _Heading | None:
    if block.layer != "body" or block.kind in ("toc", "table-row"):
        return None
    flat = " ".join(text.split())
    typed = NUMBERED.match(flat)
    label = block.number.strip(" .") if re.search(r"\w", block.number) else ""
    if block.kind == "heading":
        if typed and (not label or flat.startswith(block.number.strip())):
            # a reader of PDF leaves the label it found in the text, a DOCX reader computes one that is not there
            label, flat = label or typed["label"].strip(" .–-)"), flat[typed.end() :]
        return _Heading(label, flat.strip(" .–—-:|"), block.level or 1)
    if typed is None and not (label and block.kind == "list-item" and re.match(r"^(?:article|\d+(?:\.\d+)*$)", label, re.I)):
        return None
    if typed is not None and (not block.number or flat.startswith(block.number.strip())):
        label = label or typed["label"].strip(" .–-)")
        flat = flat[typed.end() :].strip(" .–—-:")
    short = len(flat) <= 110 and not text.rstrip().endswith((".", ";", ":", ",")) and not re.search(r"[.;:]\s", flat)
    word = bool(re.match(r"[A-Za-zÉ]{3,}", label)) and not re.match(r"(?:part|lot|section|partie)\b", label, re.I)
    depth = label.count(".") + 1 if re.match(r"\d", label) else 0
    if word and short:
        return _Heading(label, flat, 1)
    if depth and (depth > 1 or short):
        return _Heading(label, flat if short else "", depth + 1)
    return None


def articles(document: Document, number: int) -> tuple[Clause, ...]:
    """The articles, sub-articles and annexes of a document, what comes before the first one being the first."""
    found: list[tuple[int, _Heading]] = []
    for n, block in enumerate(document.blocks):
        heading = _heading(block, document.text[block.start : block.end])
        if heading is not None:
            found.append((n, heading))
    clauses = [Clause(0, number, "", "", 0, None, "", 0, (found[0][0] if found else len(document.blocks)) - 1)]
    stack: list[int] = [0]
    annex = ""
    for k, (first, heading) in enumerate(found):
        last = (found[k + 1][0] if k + 1 < len(found) else len(document.blocks)) - 1
        name = f"{heading.label} {heading.title}".strip()
        if _ANNEX.match(name):
            annex, stack = heading.label or name, [0]
        while len(stack) > 1 and clauses[stack[-1]].level >= heading.level:
            stack.pop()
        index = len(clauses)
        clauses.append(Clause(index, number, heading.label, heading.title, heading.level, stack[-1], annex, first, last))
        stack.append(index)
    return tuple(clauses)


def _kind_of_clause(clause: Clause, clauses: tuple[Clause, ...]) -> PassageKind:
    current: Clause | None = clause
    while current is not None:
        title = re.sub(r"\s+", " ", fold(current.title)).strip(" .:")
        for kind, pattern in _SECTION_KIND:
            if pattern.match(title):
                return kind
        current = clauses[current.parent] if current.parent is not None else None
    return "operative"


# ---- sentences ---------------------------------------------------------------------------------------------


def _sentences(document: Document, number: int, clauses: tuple[Clause, ...], grammar: Grammar) -> tuple[Sentence, ...]:
    owner: dict[int, int] = {}
    for clause in clauses:
        for n in range(clause.first_block, clause.last_block + 1):
            owner[n] = clause.index
    section = [_kind_of_clause(clause, clauses) for clause in clauses]
    out: list[Sentence] = []
    governors: list[tuple[int, int]] = []  # (depth, sentence) of blocks that announce a list
    table_header: dict[int, int] = {}
    for n, block in enumerate(document.blocks):
        if block.layer not in OPERATIVE_LAYERS:
            continue
        at = owner.get(n, 0)
        text = document.text[block.start : block.end]
        depth = _depth(block, text)
        is_heading = clauses[at].first_block == n and (block.kind == "heading" or bool(clauses[at].title))
        if is_heading or block.kind == "toc":
            governors = []
        while governors and governors[-1][0] >= depth:
            governors.pop()
        heads = tuple(g for _, g in governors) if block.kind != "table-row" else tuple(g for _, g in governors[-1:])
        if block.table is not None and block.table[0] in table_header:
            heads = (*heads, table_header[block.table[0]])
        kind: PassageKind = "toc" if block.kind == "toc" else "heading" if is_heading else section[at]
        first = len(out)
        for a, b, inner in _block_sentences(block, text, grammar):
            index = len(out)
            own = tuple(first + h for h in inner)
            if block.cells and _unfilled(document, block):
                kind = "heading"  # a label whose cell was left empty promises nothing
            what = _sentence_kind(kind, text[a:b])
            above = (*heads, *own)
            if what == "operative" and above and out[above[-1]].kind in ("recital", "definition"):
                what = out[above[-1]].kind  # "Considérant que … : …; …" binds no more in its items
            out.append(Sentence(index, number, block.start + a, block.start + b, n, at, what, above, block.page))
        if block.table is not None and block.table[0] not in table_header and len(out) > first:
            table_header[block.table[0]] = first
        follows = document.blocks[n + 1].kind if n + 1 < len(document.blocks) else None
        opens = opens_list(text) or (follows == "table-row" and bool(_ANNOUNCES.search(fold(text))))
        if not is_heading and block.kind not in ("toc", "table-row") and len(out) > first and opens:
            governors.append((depth, len(out) - 1))
    return tuple(out)


def _unfilled(document: Document, block: Block) -> bool:
    """True for a table row of which only the first cell is filled."""
    first, *others = (document.text[c.start : c.end].strip(" .…_[]-\n") for c in block.cells)
    return bool(first) and bool(others) and not any(others)


def _depth(block: Block, text: str) -> int:
    """How deep a block lies in a list: 0 for an ordinary paragraph."""
    if block.kind == "list-item":
        return 10 + block.level
    if block.kind == "table-row":
        return 30
    label = LABEL.match(text)
    if label and not re.match(r"\s*\d+(?:\.\d+)+", label[0]):
        return 20 if re.match(r"\s*[-–—•▪●◦○■□*·o]", label[0]) else 15 if re.match(r"\s*\(?[a-z]\s?[).]", label[0], re.I) else 5
    first = text.lstrip()[:1]
    return 14 if first.islower() else 0


def _block_sentences(block: Block, text: str, grammar: Grammar) -> list[tuple[int, int, tuple[int, ...]]]:
    """(start, end, governing sentences of the same block) for each sentence of a block."""
    if block.kind in ("heading", "toc") or _LEADERS.search(text) or (block.kind == "table-row" and len(text) <= 600):
        return [(0, len(text), ())] if text.strip() else []
    out: list[tuple[int, int, tuple[int, ...]]] = []
    for a, b in sentence_spans(text, grammar):
        parts = list_parts(text[a:b])
        if parts is None:
            out.append((a, b, ()))
            continue
        head = len(out)
        for k, (x, y) in enumerate(parts):
            piece = text[a + x : a + y]
            left = a + x + len(piece) - len(piece.lstrip())
            out.append((left, a + x + len(piece.rstrip()), () if k == 0 else (head,)))
    return out


def _sentence_kind(kind: PassageKind, text: str) -> PassageKind:
    folded = fold(text)
    if kind in ("toc", "heading"):
        return kind
    if _LEADERS.search(text):
        return "toc"
    if _RECITAL.match(folded.strip(' -"')):
        return "recital"
    if _NOTE.match(text):
        return "drafting-note"
    if _TENDER.search(folded) and not _BOUND.search(folded):
        return "instruction"
    if kind in ("operative", "definition") and _MEANS.match(folded):
        return "definition"
    if kind == "description" and _BOUND.search(folded):
        return "operative"  # what a party does is no description, whatever the heading
    return kind
