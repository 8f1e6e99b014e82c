"""What every report says of the dossier: its pieces, the order of precedence, the conflicts, what is absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clausecheck.model import Conflict, Evidence, Language, Order, Piece, Report
from clausecheck.piecewords import piece_words
from clausecheck.report.parts import element_name, title
from clausecheck.requirements import Patterns

_TEXT: Mapping[str, tuple[str, str]] = {
    "pieces": ("Pièces du dossier", "Pieces of the dossier"),
    "order": ("Ordre de priorité", "Order of precedence"),
    "no-order": ("Le contrat ne donne pas d'ordre de priorité entre ses pièces.", "The contract states no order of precedence."),
    "conflicts": ("Conflits entre passages", "Conflicts between passages"),
    "absent": ("Pièces et annexes citées et non fournies", "Pieces and annexes named and not supplied"),
    "unknown": ("nature non reconnue", "kind not recognised"),
    "how-stated": ("indiqué par l'utilisateur", "given by the user"),
    "how-title": ("d'après le titre", "from the title"),
    "how-content": ("d'après le contenu", "from the content"),
    "how-name": ("d'après le nom du fichier, à vérifier", "from the file name, to be checked"),
    "rank": ("rang {0}", "rank {0}"),
    "aside": ("règles de la consultation : ses obligations ne comptent pas", "tender rules: its duties do not count"),
    "state-absent": ("non fournie", "not supplied"),
    "state-public": ("texte public ou non identifié", "public or unidentified text"),
    "state-later": ("établie après la signature", "made after signature"),
    "principle": ("un passage contraire et un passage favorable", "a contrary passage and a favourable one"),
    "depends": ("en dépendent : {0}", "what depends on it: {0}"),
    "order-prevails": ("{0} prévaut, selon l'ordre de priorité", "{0} prevails, by the order of precedence"),
    "statement-prevails": ("{0} prévaut, le contrat le dit", "{0} prevails, the contract says so"),
    "without-effect-prevails": ("{0} prévaut, les conditions générales du prestataire sont privées d'effet",
                                "{0} prevails, the supplier's general terms are without effect"),
    "no-order-open": ("à trancher : le contrat ne donne pas d'ordre de priorité",
                      "to be settled: the contract states no order of precedence"),
    "not-in-order-open": ("à trancher : l'ordre de priorité ne départage pas ces passages",
                          "to be settled: the order of precedence does not rank these passages"),
    "same-piece-open": ("à trancher : les deux passages sont dans la même pièce", "to be settled: both passages are in one piece"),
    "orders-differ-open": ("à trancher : les ordres de priorité des pièces se contredisent",
                           "to be settled: the pieces state orders of precedence that differ"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing to say, with the passages that show it, each with a label ("CCAP, 72 heures")."""

    text: str
    quotes: tuple[tuple[str, Evidence], ...] = ()


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def sections(report: Report, patterns: Patterns, *, everything: bool = False) -> list[Section]:
    """The sections to show; none for a single file of which there is nothing to say, unless ``everything`` is asked."""
    d, lang = report.dossier, report.language
    if not everything and len(d.pieces) < 2 and not (d.conflicts or d.absent):
        return []
    out = [Section(_say("pieces", lang), tuple(Line(_piece(p, lang)) for p in d.pieces))]
    for order in d.orders:
        where = ", ".join(x for x in (order.evidence.document, order.evidence.where) if x)
        out.append(Section(f"{_say('order', lang)} ({where})", _order(order, lang)))
    if not d.orders:
        out.append(Section(_say("order", lang), (Line(_say("no-order", lang)),)))
    if d.conflicts:
        out.append(Section(f"{_say('conflicts', lang)} ({len(d.conflicts)})", tuple(_conflict(c, patterns, lang) for c in d.conflicts)))
    if d.absent:
        lines = []
        for a in d.absent:
            tail = f" – {_say('depends', lang, ', '.join(a.requirements))}" if a.requirements else ""
            lines.append(Line(f"{a.name}{tail}", (("", a.evidence),)))
        out.append(Section(f"{_say('absent', lang)} ({len(d.absent)})", tuple(lines)))
    return out


def kind_name(kind: str, language: Language) -> str:
    """What a report calls a kind of piece."""
    return piece_words(language).name(kind) if kind else _say("unknown", language)


def _say(key: str, language: Language, *values: object) -> str:
    return _TEXT[key][0 if language == "fr" else 1].format(*values)


def _colon(language: Language) -> str:
    return " : " if language == "fr" else ": "


def _piece(p: Piece, lang: Language) -> str:
    name = kind_name(p.kind, lang)
    if p.number:
        name += f", {p.number}"
    parts = [name]
    if p.rank is not None:
        parts.append(_say("rank", lang, p.rank))
    if p.how:
        parts.append(_say(f"how-{p.how}", lang))
    if p.aside:
        parts.append(_say("aside", lang))
    return f"{p.document}{_colon(lang)}{' – '.join(parts)}"


def _order(order: Order, lang: Language) -> tuple[Line, ...]:
    lines = []
    for e in order.entries:
        state = ", ".join(e.documents) if e.documents else _say(f"state-{e.state}", lang)
        lines.append(Line(f"{e.rank}. {e.text} → {state}"))
    return tuple(lines)


def _conflict(c: Conflict, patterns: Patterns, lang: Language) -> Line:
    requirement = next((r for r in patterns.requirements if r.id == c.requirements[0]), None)
    if c.what == "figure":
        what = f"{element_name(c.element, requirement, lang)}{_colon(lang)}{' / '.join(s.value for s in c.sides)}"
    else:
        what = _say("principle", lang)
    text = f"{', '.join(c.requirements)} · {title(requirement, lang)} – {what} – {outcome(c, lang)}"
    return Line(text, tuple((_label(c, n, lang), s.evidence) for n, s in enumerate(c.sides)))


def outcome(c: Conflict, language: Language) -> str:
    """Which side prevails and why, or that the conflict has to be settled."""
    if c.prevails is None:
        return _say(f"{c.ground}-open", language)
    return _say(f"{c.ground}-prevails", language, _side(c, c.prevails, language))


def _side(c: Conflict, n: int, lang: Language) -> str:
    side = c.sides[n]
    name = kind_name(side.kind, lang) if side.kind else side.evidence.document
    same = c.sides[0].kind == c.sides[1].kind
    return f"{name} ({side.evidence.where or side.evidence.document})" if same else name


def _label(c: Conflict, n: int, lang: Language) -> str:
    side = c.sides[n]
    name = kind_name(side.kind, lang) if side.kind else side.evidence.document
    return f"{name}, {side.value}" if side.value else name


def open_conflicts(report: Report) -> Sequence[Conflict]:
    """The conflicts that the contract does not settle."""
    return [c for c in report.dossier.conflicts if c.prevails is None]
