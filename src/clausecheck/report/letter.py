"""The amendment request: a Word letter to the drafter of the contract, article by article, to be edited before it is sent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from clausecheck.errors import UsageError
from clausecheck.model import Document, Evidence, Finding, Language, Report, Severity
from clausecheck.patterns import load_patterns
from clausecheck.report.docx_parties import fill, party_names
from clausecheck.report.docx_parts import ZIP_EPOCH, printable, write_entry
from clausecheck.report.docx_places import Places
from clausecheck.report.parts import GAPS, lacking_names, legal_basis, model_clause, one_line, place, principal, title, waived
from clausecheck.report.words import why, word
from clausecheck.requirements import Patterns, Requirement

if TYPE_CHECKING:
    from docx.document import Document as WordFile

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
_LONGEST_QUOTE = 600
_CLAUSE_STYLE = "Proposed clause"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Reasons that the request itself gives, and the numbers of our own rules, which mean nothing to a drafter.
_SAID = ("core", "no-core", "lacks", "contrary", "probable")
_RULES = re.compile(r" \(J\d+(?:, J\d+)*\)")
_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Demande de modification du contrat", "Request for amendments to the contract"),
    "subject": ("Objet : clauses relatives aux données – {0}", "Subject: data clauses – {0}"),
    "to": ("À l'attention de : [nom du rédacteur]", "For the attention of: [name of the drafter]"),
    "date": ("Date : {0}", "Date: {0}"),
    "no-date": ("[date]", "[date]"),
    "hello": ("Madame, Monsieur,", "Dear Sir or Madam,"),
    "intro": (
        "Après examen du projet, nous vous demandons d'y apporter les modifications suivantes ({0}). Chaque demande indique "
        "l'article concerné, ce qui est à ajouter ou à changer, la raison, une rédaction proposée et les textes qui la fondent.",
        "Having reviewed the draft, we ask you to make the following amendments ({0}). Each request gives the article concerned, "
        "what to add or change, the reason, a proposed wording and its legal basis.",
    ),
    "nothing": (
        "Après examen du projet, nous n'avons pas de modification à demander au niveau de gravité retenu.",
        "Having reviewed the draft, we have no amendment to request at the chosen level of severity.",
    ),
    "to-change": ("Articles à modifier", "Articles to be amended"),
    "to-insert": ("Clauses à insérer", "Clauses to be inserted"),
    "to-confirm": ("Points que l'examen n'a pas pu trancher", "Points that the review could not settle"),
    "request": ("Demande n° {0} – {1}", "Request {0} – {1}"),
    "passage": ("Passage concerné", "Passage concerned"),
    "asked": ("Demande", "Request"),
    "reason": ("Motif", "Reason"),
    "wording": ("Rédaction proposée (entre crochets : à compléter)", "Proposed wording (in square brackets: to be completed)"),
    "place": ("Emplacement proposé", "Suggested place"),
    "article-end": ("à la fin de « {0} »", "at the end of \"{0}\""),
    "end": ("à la fin du document {0}", "at the end of {0}"),
    "front": ("En tête du document", "Front of the document"),
    "remove": (
        "supprimer ou réécrire ce passage, qui donne l'inverse de ce que la clause doit garantir.",
        "delete or rewrite this passage, which gives the opposite of what the clause must guarantee.",
    ),
    "complete": ("compléter la clause par : {0}.", "complete the clause with: {0}."),
    "firm": ("rendre l'obligation ferme et la stipuler dans le contrat.", "make the duty firm and state it in the contract."),
    "insert": ("insérer une clause qui prévoit : {0}.", "insert a clause that provides for: {0}."),
    "insert-any": ("insérer la clause.", "insert the clause."),
    "confirm": (
        "indiquer où cette clause se trouve, dans les pièces qui n'ont pas pu être lues ; à défaut, l'insérer.",
        "say where this clause is, in the documents that could not be read; failing that, insert it.",
    ),
    "thanks": (
        "Nous vous remercions de nous transmettre une version modifiée, ou les raisons d'un refus.",
        "Please send us an amended version, or the reasons for a refusal.",
    ),
    "signature": ("[nom, qualité]", "[name, title]"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Request:
    """``rank`` is where it comes in the contract; ``article`` its heading; ``passage`` is None for what is to be inserted."""

    finding: Finding
    document: Document | None
    rank: tuple[int, int, int]
    article: str
    passage: Evidence | None = None


def render(report: Report, *, min_severity: Severity = "warning", today: str | None = None, patterns: Patterns | None = None) -> bytes:
    """A DOCX, in the report's language, that asks for what lacks. Waived gaps and those below ``min_severity`` are left out.

    ``today`` ("2026-01-31"), else the report's own date, is that of the letter; without either it is left to be filled in.
    Raises UsageError for another severity or a wrong date.
    """
    import docx

    patterns = patterns or load_patterns()
    requests = _requests(report, min_severity, patterns)
    letter = _Letter(docx.Document(), report, patterns)
    today = today or report.date
    letter.write(requests, _checked(today) if today else None)
    return letter.to_bytes()


def _requests(report: Report, least: Severity, patterns: Patterns) -> dict[str, list[_Request]]:
    """The requests of each part of the letter, in the order of the contract."""
    if least not in _SEVERITIES:
        raise UsageError(f"{least!r} is not one of error, warning, note.", f"« {least} » n'est pas error, warning ou note.")
    levels = _SEVERITIES[: _SEVERITIES.index(least) + 1]
    places = Places(report, report.documents, patterns)
    out: dict[str, list[_Request]] = {"to-change": [], "to-insert": [], "to-confirm": []}
    for f in report.findings:
        if f.verdict not in GAPS or f.severity not in levels or waived(f):
            continue
        passage = principal(f)
        if f.verdict in ("contrary", "weak") and passage is not None:
            number, clause, name = places.article(passage)
            document = report.documents[number] if number >= 0 else None
            out["to-change"].append(_Request(f, document, (number, clause, passage.start), name or passage.where, passage))
            continue
        end = places.of(f)
        rank = (report.documents.index(end.document), end.block.start, 0) if end else (-1, -1, -1)
        part = "to-confirm" if f.verdict == "not-verifiable" else "to-insert"
        out[part].append(_Request(f, end.document if end else None, rank, end.article if end else ""))
    return {part: sorted(requests, key=lambda r: r.rank) for part, requests in out.items()}


def _checked(today: str) -> date:
    try:
        return date.fromisoformat(today)
    except ValueError:
        raise UsageError(
            f"{today!r} is not a date; write it 2026-01-31.", f"« {today} » n'est pas une date ; écrivez-la 2026-01-31."
        ) from None


class _Letter:
    def __init__(self, file: WordFile, report: Report, patterns: Patterns) -> None:
        self._file = file
        self._report = report
        self._patterns = patterns
        self._language: Language = report.language
        self._requirements = {r.id: r for r in patterns.requirements}
        self._names = {d.name: party_names(d, d.language or report.language) for d in report.documents}
        self._count = 0

    def _say(self, key: str, *values: object) -> str:
        return _WORDS[key][0 if self._language == "fr" else 1].format(*values)

    def write(self, requests: Mapping[str, Sequence[_Request]], today: date | None) -> None:
        """The whole letter."""
        self._page(today)
        self._file.add_heading(self._say("title"), 0)
        names = ", ".join(dict.fromkeys(printable(d.name) for d in self._report.documents))
        self._text(self._say("subject", names), bold=True)
        self._text(self._say("to"))
        self._text(self._say("date", self._date(today) if today else self._say("no-date")))
        self._text(self._say("hello"))
        total = sum(map(len, requests.values()))
        self._text(self._say("intro", total) if total else self._say("nothing"))
        for part, inside in requests.items():
            if inside:
                self._file.add_heading(self._say(part), 1)
            heading: object = None
            for r in inside:
                if part == "to-change" and r.rank[:2] != heading:
                    heading = r.rank[:2]
                    self._file.add_heading(self._article(r), 2)
                self._request(r, 3 if part == "to-change" else 2)
        if total:
            self._text(self._say("thanks"))
        self._text(self._say("signature"))

    def _article(self, r: _Request) -> str:
        several = len(self._report.documents) > 1 and r.document is not None
        name = r.article or self._say("front")
        return printable(f"{r.document.name}, {name}" if several and r.document else name)

    def _request(self, r: _Request, level: int) -> None:
        f, language = r.finding, self._language
        requirement = self._requirements.get(f.clause)
        self._count += 1
        self._file.add_heading(self._say("request", self._count, title(requirement, language) or f.clause), level)
        self._text(f"{f.clause} – {word(f.verdict, language)} – {word(f.severity, language)}")
        if r.passage is not None:
            quote = one_line(printable(r.passage.quote))
            cut = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " […]"
            self._labelled("passage", place(r.passage, self._report))
            self._file.add_paragraph(f"« {cut} »" if language == "fr" else f'"{cut}"', "Quote")
        elif r.document is not None:
            of = f" ({r.document.name})" if len(self._report.documents) > 1 else ""
            end = self._say("article-end", r.article) + of if r.article else self._say("end", r.document.name)
            self._labelled("place", end)
        self._labelled("asked", self._asked(f, requirement))
        self._labelled("reason", self._reason(f, requirement))
        clause = self._clause(r, requirement)
        if clause:
            self._labelled("wording", "")
            self._file.add_paragraph(printable(clause), _CLAUSE_STYLE)
        basis = legal_basis(requirement, self._patterns, language)
        if basis:
            colon = " :" if language == "fr" else ":"
            self._text(word("legal-basis", language) + colon, bold=True)
            for line in basis:
                self._file.add_paragraph(printable(line), "List Bullet")

    def _asked(self, f: Finding, requirement: Requirement | None) -> str:
        names = (" ; " if self._language == "fr" else "; ").join(lacking_names(f, requirement, self._language))
        if f.verdict == "contrary":
            return self._say("remove")
        if f.verdict == "not-verifiable":
            return self._say("confirm")
        if f.verdict == "missing":
            return self._say("insert", names) if names else self._say("insert-any")
        return self._say("complete", names) if names else self._say("firm")

    def _reason(self, f: Finding, requirement: Requirement | None) -> str:
        """Why it is asked: what the clause must guarantee, and what the verdict adds to it, without references to our rules."""
        codes = tuple(code for code in f.why if code.partition(":")[0] not in _SAID)
        said = [_RULES.sub("", reason) for reason in why(replace(f, why=codes), requirement, self._language)]
        out = [reason[:1].upper() + reason[1:] + "." for reason in said]
        if requirement is not None and self._language in requirement.languages:
            out.append(requirement.languages[self._language].guarantee)
        return " ".join(out)

    def _clause(self, r: _Request, requirement: Requirement | None) -> str:
        """The model clause in the language of the contract, which is where it is to be copied."""
        language = (r.document.language if r.document else None) or self._language
        return fill(one_line(model_clause(requirement, language)), self._names[r.document.name] if r.document else {}, language)

    # ---- writing -------------------------------------------------------------------------------------------

    def _text(self, text: str, bold: bool = False) -> None:
        self._file.add_paragraph().add_run(printable(text)).bold = bold

    def _labelled(self, key: str, text: str) -> None:
        if not text and key != "wording":
            return
        colon = " : " if self._language == "fr" else ": "
        paragraph = self._file.add_paragraph()
        paragraph.add_run(self._say(key) + colon).bold = True
        paragraph.add_run(printable(text))
        if key in ("wording", "passage"):
            paragraph.paragraph_format.keep_with_next = True

    def _date(self, today: date) -> str:
        return f"{today:%d/%m/%Y}" if self._language == "fr" else f"{today.day} {_MONTHS[today.month - 1]} {today.year}"

    def _page(self, today: date | None) -> None:
        """A4, the style of clauses, the language for spelling, and properties that do not tell when it was made."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.oxml.ns import qn
        from docx.shared import Cm

        section = self._file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        style = self._file.styles.add_style(_CLAUSE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self._file.styles["Normal"]
        style.paragraph_format.left_indent = Cm(1)
        for lang in self._file.styles.element.iter(qn("w:lang")):
            lang.set(qn("w:val"), "fr-FR" if self._language == "fr" else "en-GB")
        properties = self._file.core_properties
        made = datetime(today.year, today.month, today.day) if today else datetime(*ZIP_EPOCH)
        properties.created = properties.modified = made
        properties.author = properties.last_modified_by = "clausecheck"
        properties.title, properties.comments = self._say("title"), ""

    def to_bytes(self) -> bytes:
        """The file with fixed dates in its archive."""
        made, out = io.BytesIO(), io.BytesIO()
        self._file.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as archive:
            for entry in source.infolist():
                write_entry(archive, entry.filename, ZIP_EPOCH, source.read(entry), True)
        return out.getvalue()
