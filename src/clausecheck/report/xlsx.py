"""One or many reports as an Excel workbook: the matrix, the findings to decide upon, the legend.

Everything the contract says is written with ``write_string``: Excel shows it and computes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from clausecheck.decisions import COLUMNS, DECISIONS, missing_extra
from clausecheck.hygiene import FAMILY
from clausecheck.model import Finding, HygieneIssue, Language, Report
from clausecheck.patterns import load_patterns
from clausecheck.report.parts import (
    GAPS,
    by_urgency,
    lacking_names,
    mark,
    model_clause,
    one_line,
    place,
    principal,
    title,
    waived,
    waiver_line,
)
from clausecheck.report.unsettled import accepted, by_gravity, issue_title, message, settle
from clausecheck.report.words import VERDICTS, counts, why, word
from clausecheck.requirements import Patterns, Requirement

#: Background and ink of each verdict, contrast above 4.5:1. The word is always written too.
COLOURS = {
    "contrary": ("#8C1D40", "#FFFFFF"),
    "missing": ("#A33200", "#FFFFFF"),
    "weak": ("#FFE9B8", "#5C3D00"),
    "not-verifiable": ("#47525D", "#FFFFFF"),
    "present": ("#DDF1E1", "#174F27"),
    "not-applicable": ("#F4F6F8", "#47525D"),
}
_WIDTHS = {
    "contract": 24, "requirement": 18, "family": 22, "title": 34, "verdict": 14, "severity": 11, "quote": 60, "article": 26,
    "page": 7, "lacks": 36, "model": 60, "fingerprint": 21, "decision": 18, "comment": 40,
}  # fmt: skip
_LEGEND = (34, 80, 12, 8, 10, 70)  # widths of the columns of the third sheet
_TALLEST = 230  # points: a row that fills the screen cannot be scrolled past
_CREATED = datetime(2000, 1, 1)  # the same report gives the same bytes whenever it is written
_CELL = 32_000  # characters; Excel refuses more than 32,767

_WORDS = {
    "matrix": ("Matrice", "Matrix"),
    "findings": ("Constats", "Findings"),
    "legend": ("Légende", "Legend"),
    "read": ("Lu en entier", "Read in full"),
    "waived": ("Dérogation", "Waived"),
    "unsettled": ("à régler", "to settle"),
    "meaning": ("Signification", "Meaning"),
    "contrary": ("Une clause donne l'inverse de ce qui doit être garanti.",
                 "A clause gives the opposite of what must be guaranteed."),
    "missing": ("Aucune clause ne stipule l'obligation.", "No clause states the duty."),
    "weak": ("L'obligation est stipulée, mais incomplète ou affaiblie.", "The duty is stated, but incomplete or weakened."),
    "not-verifiable": ("Aucune clause trouvée, mais une partie du contrat n'a pas pu être lue.",
                       "No clause found, but part of the contract could not be read."),
    "present": ("La clause stipule l'obligation et ses éléments essentiels.",
                "The clause states the duty and its essential elements."),
    "not-applicable": ("L'exigence ne concerne pas ce contrat.", "The requirement does not concern this contract."),
    "bold": ("En gras dans la matrice : gravité « bloquant ».", "In bold in the matrix: severity 'blocking'."),
    "not-judged": ("Cellule vide : exigence non examinée.", "Empty cell: requirement not examined."),
    "how": ("Choisir une décision dans la liste de la feuille « Constats », écrire la raison dans « Commentaire ». Les lignes "
            "peuvent être triées ou filtrées ; ne pas modifier l'empreinte, qui relie la décision au passage lu.",
            "Choose a decision from the list in the sheet 'Findings' and write the reason in 'Comment'. Rows may be sorted or "
            "filtered; leave the fingerprint as it is: it ties the decision to the passage that was read."),
}  # fmt: skip


def render(reports: Sequence[tuple[str, Report]], patterns: Patterns | None = None) -> bytes:
    """The workbook of these (name of the contract, report), in the language of the first report.

    Raises UsageError when xlsxwriter is not installed (extra ``xlsx``).
    """
    try:
        import xlsxwriter
    except ImportError:
        raise missing_extra("xlsxwriter") from None
    patterns = patterns or load_patterns()
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        writer = _Writer(book, patterns, reports[0][1].language if reports else "fr")
        book.set_properties({"title": word("title", writer.lang), "created": _CREATED})
        writer.matrix(reports)
        writer.findings(reports)
        writer.legend(reports)
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Any, patterns: Patterns, lang: Language) -> None:
        self.book, self.patterns, self.lang = book, patterns, lang
        self.requirements = {r.id: r for r in patterns.requirements}
        self.families = {f.id: f.title[lang] for f in patterns.families}
        line = {"border": 1, "border_color": "#C5CCD3", "valign": "top"}
        head = {**line, "bold": True, "bg_color": "#E4E9EE", "text_wrap": True}
        self.head = book.add_format(head)
        self.upright = book.add_format({**head, "rotation": 90, "valign": "bottom"})
        self.text = book.add_format({**line, "text_wrap": True})
        self.number = book.add_format(line)
        self.entry = book.add_format({**line, "text_wrap": True, "bg_color": "#FFFFE5"})
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.verdicts: dict[tuple[str, bool], Any] = {}
        for verdict, (paper, ink) in COLOURS.items():
            for bold in (False, True):
                look = {**line, "bg_color": paper, "font_color": ink, "bold": bold}
                self.verdicts[verdict, bold] = book.add_format(look)

    def w(self, key: str) -> str:
        return _WORDS[key][0 if self.lang == "fr" else 1]

    def put(self, sheet: Any, row: int, column: int, text: str, look: Any) -> None:
        if len(text) > _CELL:
            text = text[: _CELL - 1] + "…"
        sheet.write_string(row, column, text, look) if text else sheet.write_blank(row, column, None, look)

    def sheet(self, key: str) -> Any:
        sheet = self.book.add_worksheet(self.w(key))
        sheet.set_paper(8)  # A3
        sheet.set_landscape()
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        if key != "matrix":  # 80 columns on one page cannot be read
            sheet.fit_to_pages(1, 0)
        return sheet

    # ---- sheet 1 -------------------------------------------------------------------------------------------

    def matrix(self, reports: Sequence[tuple[str, Report]]) -> None:
        """Contracts in rows, requirements in columns, with the count of each verdict that asks for something."""
        sheet = self.sheet("matrix")
        clauses = self._clauses(reports)
        asks = [v for v in VERDICTS if v in GAPS]
        fixed = [self.heading("contract"), self.w("read"), *(word(v, self.lang) for v in asks), self.w("waived")]
        first = len(fixed)
        for n, name in enumerate(fixed):
            self.put(sheet, 1, n, name, self.upright if n else self.head)
            sheet.write_blank(0, n, None, self.head)
        start = first
        for n, (clause, family) in enumerate(clauses, first):
            name = title(self.requirements.get(clause), self.lang)
            self.put(sheet, 1, n, f"{clause} – {name}" if name else clause, self.upright)
            if n + 1 == first + len(clauses) or clauses[n + 1 - first][1] != family:
                heading = self.families.get(family, family)
                if n > start:
                    sheet.merge_range(0, start, 0, n, "", self.head)
                self.put(sheet, 0, start, heading, self.head)
                start = n + 1
        places = {clause: n for n, (clause, _) in enumerate(clauses, first)}
        for row, (name, report) in enumerate(reports, 2):
            self.put(sheet, row, 0, one_line(name), self.head)
            complete = all(d.complete for d in report.documents)
            self.put(sheet, row, 1, word("yes" if complete else "no", self.lang), self.number)
            number = counts([f for f in report.findings if not waived(f)])
            for n, verdict in enumerate(asks, 2):
                sheet.write_number(row, n, number[verdict], self.number)
            sheet.write_number(row, first - 1, sum(map(waived, report.findings)), self.number)
            for f in report.findings:
                self.put(sheet, row, places[f.clause], self.verdict(f), self.look(f))
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, first - 1, 6)
        sheet.set_column(first, first + max(len(clauses), 1) - 1, 12)
        sheet.set_row(0, 32)
        sheet.set_row(1, 190)
        sheet.freeze_panes(2, first)
        sheet.autofilter(1, 0, max(1 + len(reports), 2), first + len(clauses) - 1)
        sheet.repeat_rows(0, 1)
        sheet.repeat_columns(0)

    def _clauses(self, reports: Sequence[tuple[str, Report]]) -> list[tuple[str, str]]:
        """(requirement, family) of the columns: catalogue order, then what the patterns do not know."""
        judged = {f.clause: f.family for _, report in reports for f in report.findings}
        family = {name: n for n, name in enumerate(self.families)}
        order = {name: n for n, name in enumerate(self.requirements)}
        last = len(order) + len(family)
        return sorted(judged.items(), key=lambda x: (family.get(x[1], last), x[1], order.get(x[0], last), x[0]))

    def verdict(self, f: Finding) -> str:
        return word(f.verdict, self.lang) + (f" ({self.w('waived').lower()})" if waived(f) else "")

    def look(self, f: Finding) -> Any:
        return self.verdicts[f.verdict, f.severity == "error" and f.verdict in GAPS and not waived(f)]

    # ---- sheet 2 -------------------------------------------------------------------------------------------

    def heading(self, key: str) -> str:
        return COLUMNS[key][0 if self.lang == "fr" else 1]

    def findings(self, reports: Sequence[tuple[str, Report]]) -> None:
        """One row per finding, the gravest gaps of each contract first, then one per hygiene issue; a decision to choose and a
        comment to write in each."""
        sheet = self.sheet("findings")
        keys = list(COLUMNS)
        for n, key in enumerate(keys):
            self.put(sheet, 0, n, self.heading(key), self.head)
            sheet.set_column(n, n, _WIDTHS[key])
        row = 0
        for name, report in reports:
            for f in by_urgency(report):
                row += 1
                self._finding(sheet, row, keys, one_line(name), report, f)
            for i in by_gravity(report, waived=None):
                row += 1
                self._issue(sheet, row, keys, one_line(name), report, i)
        at = keys.index("decision")
        choices = [words[0 if self.lang == "fr" else 1] for words in DECISIONS.values()]
        sheet.data_validation(1, at, max(row, 1), at, {"validate": "list", "source": choices})
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(row, 1), len(keys) - 1)
        sheet.repeat_rows(0)

    def _finding(self, sheet: Any, row: int, keys: Sequence[str], name: str, report: Report, f: Finding) -> None:
        requirement = self.requirements.get(f.clause)
        e = principal(f)
        ask = f.verdict in GAPS
        texts = {
            "contract": name,
            "requirement": f.clause,
            "family": self.families.get(f.family, f.family),
            "title": title(requirement, self.lang),
            "severity": word(f.severity, self.lang) if ask else "",
            "quote": one_line(e.quote) if e else "",
            "article": e.where or place(e, report) if e else "",
            "lacks": self._lacks(f, requirement) if ask else "",
            "model": model_clause(requirement, self.lang) if ask else "",
            "fingerprint": mark(f),
        }
        sheet.set_row(row, _height((text, _WIDTHS[key]) for key, text in texts.items()))
        for n, key in enumerate(keys):
            if key == "verdict":
                self.put(sheet, row, n, self.verdict(f), self.look(f))
            elif key == "page" and e is not None and e.page:
                sheet.write_number(row, n, e.page, self.number)
            elif key in texts:
                self.put(sheet, row, n, texts[key], self.text)
            else:
                sheet.write_blank(row, n, None, self.entry if key in ("decision", "comment") else self.text)

    def _issue(self, sheet: Any, row: int, keys: Sequence[str], name: str, report: Report, i: HygieneIssue) -> None:
        """The row of a hygiene issue: a decision typed in it makes a waiver like any other."""
        waiver = accepted(i, self.lang)
        texts = {
            "contract": name,
            "requirement": i.id,
            "family": self.families.get(FAMILY, FAMILY),
            "title": issue_title(i, self.lang),
            "verdict": self.w("unsettled") + (f" ({self.w('waived').lower()})" if waiver else ""),
            "severity": word(i.severity, self.lang),
            "quote": one_line(i.evidence.quote),
            "article": i.evidence.where or place(i.evidence, report),
            "lacks": f"{message(i, self.lang)} – {waiver}" if waiver else message(i, self.lang),
            "model": settle(i, self.lang),
            "fingerprint": i.fingerprint,
        }
        sheet.set_row(row, _height((text, _WIDTHS[key]) for key, text in texts.items()))
        for n, key in enumerate(keys):
            if key == "page" and i.evidence.page:
                sheet.write_number(row, n, i.evidence.page, self.number)
            elif key in texts:
                self.put(sheet, row, n, texts[key], self.text)
            else:
                sheet.write_blank(row, n, None, self.entry if key in ("decision", "comment") else self.text)

    def _lacks(self, f: Finding, requirement: Requirement | None) -> str:
        """The elements to add, or the reason of the verdict; and the waiver, if any."""
        lacks = ", ".join(lacking_names(f, requirement, self.lang)) or " ; ".join(why(f, requirement, self.lang))
        return f"{lacks} – {waiver_line(f, self.lang)}" if waived(f) else lacks

    # ---- sheet 3 -------------------------------------------------------------------------------------------

    def legend(self, reports: Sequence[tuple[str, Report]]) -> None:
        """What the colours and words mean, what was read, with which versions."""
        sheet = self.sheet("legend")
        for n, width in enumerate(_LEGEND):
            sheet.set_column(n, n, width)
        self.put(sheet, 0, 0, word("title", self.lang), self.big)
        row = self._rows(sheet, 2, [word("verdict", self.lang), self.w("meaning")], [])
        for verdict in VERDICTS:
            self.put(sheet, row, 0, word(verdict, self.lang), self.verdicts[verdict, False])
            self.put(sheet, row, 1, self.w(verdict), self.text)
            row += 1
        notes = [self.w("bold"), self.w("not-judged"), self.w("how"), word("side", self.lang), word("disclaimer", self.lang)]
        row = self._rows(sheet, row + 1, [], [["", note] for note in notes])
        versions = dict.fromkeys((r.tool_version, r.patterns_version, r.patterns_sha256) for _, r in reports)
        lines = [x for tool, version, sha in versions for x in (["clausecheck", tool], ["patterns", version], ["SHA-256", sha])]
        row = self._rows(sheet, row + 1, [word("versions", self.lang)], lines)
        heads = [self.heading("contract"), word("document", self.lang), word("language", self.lang), word("pages", self.lang),
                 word("complete", self.lang), "SHA-256"]  # fmt: skip
        documents = []
        for name, report in reports:
            for d in report.documents:
                language = word(d.language, self.lang) if d.language else ""
                complete = word("yes" if d.complete else "no", self.lang)
                documents.append([one_line(name), d.name, language, str(d.pages or ""), complete, d.sha256])
                for u in d.unread:
                    said = u.message_fr if self.lang == "fr" else u.message_en
                    documents.append(["", f"{word('unread', self.lang)} – {u.where}: {said}"])
            for p in report.waiver_problems:
                documents.append(["", f"{p.place}: {p.message_fr if self.lang == 'fr' else p.message_en}"])
        self._rows(sheet, row + 1, heads, documents)

    def _rows(self, sheet: Any, row: int, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> int:
        for n, text in enumerate(heads):
            self.put(sheet, row, n, text, self.head)
        row += bool(heads)
        for line in lines:
            for n, text in enumerate(line):
                self.put(sheet, row, n, text, self.text)
            sheet.set_row(row, _height(zip(line, _LEGEND, strict=False)))
            row += 1
        return row


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """Points for a row of these (text, width of its column). Excel fits rows by itself when it opens, LibreOffice does not."""
    lines = max((ceil(len(text) / width) + text.count("\n") for text, width in cells), default=1)
    return min(max(lines, 1) * 13.5 + 2, _TALLEST)
