"""The kinds of mutant: what each changes, and which verdict it must lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clausecheck.match import DEFAULT_HEDGES
from clausecheck.model import Document, Language, Party, Verdict
from clausecheck.requirements import Element, Requirement
from clausecheck.sentences import LABEL
from clausecheck.text import fold
from mutants.base import Skipped, Verb, Writer, governing
from mutants.bench import Bench, Judged, Site
from mutants.deletion import deletion
from mutants.edits import edited
from mutants.english import ASIDE as ENGLISH_ASIDE
from mutants.english import English
from mutants.french import ASIDE as FRENCH_ASIDE
from mutants.french import French
from mutants.record import KINDS, Left, Mutant

_WRITERS: dict[Language, Writer] = {"fr": French(), "en": English()}
_ASIDES = {"fr": FRENCH_ASIDE, "en": ENGLISH_ASIDE}
_RANK: dict[Verdict, int] = {"present": 3, "weak": 2, "missing": 1, "not-verifiable": 1, "contrary": 0, "not-applicable": 1}
_TIMES = frozenset({"<hours>", "<days>", "<months>", "<duration>"})


def mutants(bench: Bench, requirement: Requirement, kinds: tuple[str, ...] = KINDS) -> Iterator[Mutant | Left]:
    """Every mutant of one requirement that the contract states, or the reason why there is none."""
    base = bench.judge(requirement)
    language = bench.indexes[0].grammar.language
    if base.finding.verdict not in ("present", "weak"):
        return
    if not base.gathered.core:
        if base.gathered.weak and "delete" in kinds:
            yield deletion(bench, requirement, base, language)
        for kind in kinds:
            if kind != "delete" or not base.gathered.weak:
                yield Left(requirement.id, language, kind, "no core duty (by reference or weak wording)")
        return
    if "delete" in kinds:
        yield deletion(bench, requirement, base, language)
    sites = bench.sites(requirement)
    for kind in kinds:
        if kind == "delete":
            continue
        reason = "not alone"
        for site in sites[:6]:
            carrier = _Carrier.of(bench, requirement, base, sites, site)
            if carrier is None:
                continue
            try:
                made = list(carrier.make(kind))
            except Skipped as skip:
                reason = skip.reason
                continue
            if made:
                yield from made
                break
        else:
            yield Left(requirement.id, language, kind, reason)


# ---- one passage -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Carrier:
    """A contract in which one passage alone carries the duty: the others were taken out, and it is still judged covered."""

    bench: Bench
    requirement: Requirement
    site: Site
    gone: dict[int, dict[tuple[int, int], str]]
    control: Judged
    language: Language

    @staticmethod
    def of(bench: Bench, requirement: Requirement, base: Judged, sites: list[Site], site: Site) -> _Carrier | None:
        """The contract with the other passages of the duty taken out; None when it is no longer covered then."""
        kept = {(site.document, s) for s in (site.sentence, *site.counts_in, *bench.indexes[site.document].sentences[site.sentence].heads)}
        gone: dict[int, dict[tuple[int, int], str]] = {}
        others = {(o.document, s) for o in sites if o is not site for s in (o.sentence, *o.counts_in)}
        others |= {(h.document, h.sentence) for h in base.gathered.weak}
        for number, sentence in sorted(others - kept):
            s = bench.indexes[number].sentences[sentence]
            gone.setdefault(number, {})[s.start, s.end] = ""
        changed = {n: edited(bench.documents[n], spans) for n, spans in gone.items()}
        control = bench.judge(requirement, changed)
        if control.finding.verdict not in ("present", "weak") or not control.gathered.core or (site.hedged and len(sites) > 1):
            return None
        return _Carrier(bench, requirement, site, gone, control, bench.indexes[site.document].grammar.language)

    # -- the words -------------------------------------------------------------------------------------------

    def span(self, sentence: int) -> tuple[int, int]:
        """Where a sentence of the carrier's document stands in its text."""
        s = self.bench.indexes[self.site.document].sentences[sentence]
        return s.start, s.end

    def text(self, sentence: int) -> str:
        """The words of a sentence of the carrier's document."""
        a, b = self.span(sentence)
        return self.bench.documents[self.site.document].text[a:b]

    def judge(self, changes: dict[tuple[int, int], str], added: tuple[tuple[str, str], ...] = ()) -> Judged:
        """The requirement judged with these changes made too."""
        n = self.site.document
        changed: dict[int, Document] = {k: edited(self.bench.documents[k], v) for k, v in self.gone.items() if k != n}
        changed[n] = edited(self.bench.documents[n], {**self.gone.get(n, {}), **changes}, added)
        return self.bench.judge(self.requirement, changed)

    def mutant(self, kind: str, variant: str, before: str, after: str, got: Judged, detected: bool) -> Mutant:
        """The record of one mutant."""
        return Mutant(self.requirement.id, self.language, kind, variant, before, after, self.control.finding.verdict, got.finding.verdict,
                      got.finding.why, detected, tuple(dict.fromkeys(f"{h.polarity} {h.bound}: {h.wording}" for h in got.gathered.core)))  # fmt: skip

    def lost(self, got: Judged) -> bool:
        """True when the contract no longer states the duty itself (general terms that carry it may remain)."""
        return got.finding.verdict not in ("present", "weak") or any(w.startswith("by-reference") for w in got.finding.why)

    def fell(self, got: Judged) -> bool:
        """True when the verdict is lower than that of the control, or the duty no longer stated."""
        return _RANK[got.finding.verdict] < _RANK[self.control.finding.verdict] or self.lost(got)

    def softened(self, got: Judged) -> bool:
        """True when the verdict is lower, or says that the duty is hedged."""
        return self.fell(got) or (not self.site.hedged and any(w.startswith("hedged:") for w in got.finding.why))

    # -- kinds -----------------------------------------------------------------------------------------------

    def make(self, kind: str) -> Iterator[Mutant]:
        """The mutants of one kind. Raises Skipped."""
        if kind == "negate":
            yield from self.negate()
        elif kind == "hedge":
            yield from self.hedge()
        elif kind == "party":
            yield from self.party()
        elif kind == "number":
            yield from self.number()
        elif kind == "move":
            yield from self.move()
        else:
            yield from self.reserve()

    def _verbs(self) -> tuple[int, str, list[Verb]]:
        """(sentence, its words, the verbs that carry the duty): in the sentence of the acts, else in the one that governs it."""
        index = self.bench.indexes[self.site.document]
        places = [(self.site.sentence, self.site.acts)]
        places += [(h, ((len(self.text(h)), len(self.text(h))),)) for h in reversed(index.sentences[self.site.sentence].heads)]
        reason = ""
        for sentence, acts in places:
            text = self.text(sentence)
            if "|" in text:
                reason = reason or "table row"
                continue
            verbs = _WRITERS[self.language].verbs(text)
            try:
                found = {governing(verbs, fold(text), act, _ASIDES[self.language]) for act in acts}
            except Skipped as skip:
                reason = reason or skip.reason
                continue
            return sentence, text, sorted(found, key=lambda v: -v.start)
        raise Skipped(reason)

    def _changed(self, kind: str, change: Callable[[str, Verb], dict[str, str]], noticed: Callable[[Judged], bool]) -> Iterator[Mutant]:
        """One mutant for each variant that all the verbs of the duty allow, the last verb first."""
        sentence, text, verbs = self._verbs()
        news = change(text, verbs[0])
        for verb in verbs[1:]:
            # a variant that one verb does not allow takes any other for that verb
            again = {variant: change(new, verb) for variant, new in news.items()}
            news = {variant: options.get(variant) or next(iter(options.values())) for variant, options in again.items() if options}
        for variant, new in news.items():
            got = self.judge({self.span(sentence): new})
            yield self.mutant(kind, variant, text, new, got, noticed(got))

    def negate(self) -> Iterator[Mutant]:
        """The verb of the duty takes its contrary: contrary, or at least no longer covered."""
        yield from self._changed("negate", _WRITERS[self.language].negate, self.lost)

    def hedge(self) -> Iterator[Mutant]:
        """The duty only asks for efforts, or for what is possible: weak at most."""
        self._hedges_count("W1", "W2")
        yield from self._changed("hedge", _WRITERS[self.language].hedge, self.softened)

    def reserve(self) -> Iterator[Mutant]:
        """An exception in the supplier's hands: weak at most."""
        self._hedges_count("W6")
        sentence = self.site.counts_in[0]
        text = self.text(sentence)
        if text.rstrip().endswith(":") or "|" in text:
            raise Skipped("table row" if "|" in text else "governs a list")
        # where several clauses stand in one sentence, the exception goes to the one with the duty
        stop = text.find(";", self.site.acts[-1][1]) if sentence == self.site.sentence else -1
        rest, text = (text[stop:], text[:stop]) if stop >= 0 else ("", text)
        supplier = self.bench.name("supplier", self.site.document)
        for variant, new in _WRITERS[self.language].reserve(text, supplier).items():
            got = self.judge({self.span(sentence): new + rest})
            yield self.mutant("reserve", variant, text + rest, new + rest, got, self.softened(got))

    def _hedges_count(self, *hedges: str) -> None:
        if self.site.hedged:
            raise Skipped("hedged already")
        active = self.requirement.clause.hedges
        if active is not None and not set(hedges) <= set(active):
            raise Skipped("this hedge does not count for the requirement")
        assert active is not None or set(hedges) <= set(DEFAULT_HEDGES)

    def party(self) -> Iterator[Mutant]:
        """The two parties change places: the duty no longer binds the right one."""
        if self.requirement.clause.bound_party != "supplier" or self.site.bound not in ("supplier", "buyer"):
            raise Skipped("binds both parties" if self.requirement.clause.bound_party != "supplier" else "no party named")
        index = self.bench.indexes[self.site.document]
        for sentence in (self.site.sentence, *reversed(index.sentences[self.site.sentence].heads)):
            text = self.text(sentence)
            named = [m for m in index.mentions(sentence) if _WRITERS[self.language].named(text, m.start, m.end)]
            if any(m.party == self.site.bound and (m.subject or m.agent) for m in named):
                break
        else:
            raise Skipped("no party named")
        new, writer = text, _WRITERS[self.language]
        for m in reversed(named):
            other: Party = "buyer" if m.party == "supplier" else "supplier"
            start, end, words = writer.rename(new, m.start, m.end, self.bench.name(other, self.site.document))
            new = new[:start] + words + new[end:]
        got = self.judge({self.span(sentence): new})
        yield self.mutant("party", "swap", text, new, got, self.fell(got))

    def number(self) -> Iterator[Mutant]:
        """A time that an element needs is left blank (J11), or some hours become 2 400: the element is lost."""
        made = False
        for element in self.requirement.clause.elements:
            if element.role != "essential":
                continue
            hits = self.control.gathered.elements.get(element.key, [])
            needs = [next((p for p in h.wording.split(" + ") if set(p.split("|")) <= _TIMES), "") for h in hits]
            if not hits or not all(needs):
                continue
            made = True
            yield self._timed(element, "blank")
            if set(needs) == {"<hours>"}:
                yield self._timed(element, "long")
        if not made:
            raise Skipped("no element needs a time")

    def _timed(self, element: Element, variant: str) -> Mutant:
        changed: dict[int, dict[tuple[int, int], str]] = {}
        before = after = ""
        for hit in self.control.gathered.elements[element.key]:
            index = self.control.indexes[hit.document]
            s = index.sentences[hit.sentence]
            text = index.segmented.document.text
            hours = "heures" if index.grammar.language == "fr" else "hours"
            for v in index.values(hit.sentence):
                if v.kind == "duration" and (variant == "blank" or v.unit in ("hour", "minute")):
                    a, b = s.start + v.start, s.start + v.end
                    unit = text[a:b].split()[-1] if " " in text[a:b].strip() else hours
                    before, after = text[a:b], f"[n] {unit}" if variant == "blank" else f"2400 {hours}"
                    changed.setdefault(hit.document, {})[a, b] = after
        documents = {n: edited(self.control.indexes[n].segmented.document, spans) for n, spans in changed.items()}
        for n in self.gone:
            documents.setdefault(n, self.control.indexes[n].segmented.document)
        got = self.bench.judge(self.requirement, documents)
        lost = not next(e for e in got.finding.elements if e.key == element.key).found
        return self.mutant("number", f"{variant} {element.key}", before, after, got, lost or self.fell(got))

    def move(self) -> Iterator[Mutant]:
        """The passage stands where nothing binds: table of contents, recital, definition. Missing."""
        index = self.bench.indexes[self.site.document]
        inside = [s for s in self.site.counts_in if s != self.site.sentence]
        heads = index.sentences[self.site.sentence].heads
        if any("|" in self.text(s) for s in (self.site.sentence, *heads)):
            raise Skipped("table row")
        text = " ".join(self.text(s).strip() for s in dict.fromkeys((*heads, self.site.sentence, *inside)))
        out = dict.fromkeys((self.span(s) for s in dict.fromkeys((self.site.sentence, *inside))), "")
        plain = LABEL.sub("", text).rstrip(" .;")
        lower = plain[0].lower() + plain[1:]
        french = self.language == "fr"
        places: dict[str, tuple[tuple[str, str], ...]] = {
            "toc leaders": (("paragraph", f"{plain} ................ 12"),),
            "toc heading": (("heading", "Sommaire" if french else "Contents"), ("paragraph", f"{plain}  12")),
            "recital heading": (("heading", "Préambule" if french else "Preamble"), ("paragraph", text)),
            "recital": (("paragraph", f"Considérant que {lower} ;" if french else f"Whereas {lower};"),),
        }
        if not self.requirement.clause.definitions:
            word = "« Prestations attendues »" if french else "“Expected Services”"
            places["definition heading"] = (("heading", "Définitions" if french else "Definitions"), ("paragraph", text))
            places["definition"] = (("paragraph", f"{word} désigne le fait que {lower}." if french else f"{word} means that {lower}."),)
        for variant, blocks in places.items():
            got = self.judge(out, blocks)
            yield self.mutant("move", variant, text, blocks[-1][1], got, self.lost(got))

