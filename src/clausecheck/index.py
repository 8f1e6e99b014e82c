"""A document made searchable: its words, and where each item of the wordings occurs, sentence by sentence."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from clausecheck.frames import Mention, Negation, negations
from clausecheck.languages import GRAMMARS, Grammar
from clausecheck.lexicon import Item, Lexicon, Phrase
from clausecheck.model import Party, Segmented
from clausecheck.text import TOKEN, fold, spell
from clausecheck.values import Value, values

#: "Customer Data shall be hosted": the party before a thing of its own is not the subject.
_NOUN = re.compile(
    r"\s+(?:s\s+)?(?:personal\s+|confidential\s+)?"
    r"(?:data|content|information|systems?|premises|property|materials|users|environment|software|assets|sites?)\b"
)
_GENITIVE = re.compile(r"\s+s\s+\w")  # "the City's key users"
_LABEL = re.compile(
    r"\W*(?:(?:article|annexe?|section|chapitre|chapter|clause|part|partie|titre|schedule)\s+)?(?:\d+(?:\.\d+)*|[ivx]+|[a-z])(?![a-z\d])\s*[.)–—-]?"
)
_POSSESSIVES = frozenset({"vos", "votre", "your", "our", "nos", "notre"})

Position = tuple[int, int]  # character offsets in the document
_MAX_FORMS = 300
_NEARBY = 30  # sentences of an article in which the price of an option is looked for
_HOURS = 168  # "within hours" is no promise beyond a week: 2 400 hours is a hundred days
_LEGAL_FORMS = frozenset({"limited", "incorporated", "company"})
_NAME = "\x00"  # stands for a word of a proper name: no phrase meets it


class Index:
    """One segmented document, its folded text, and lazily computed facts about its sentences."""

    def __init__(self, segmented: Segmented, lexicon: Lexicon, vocab: Vocab) -> None:
        document = segmented.document
        if document.language is None:
            raise ValueError("the document's language is not set")
        self.segmented = segmented
        self.sentences = segmented.sentences
        self.grammar: Grammar = GRAMMARS[document.language]
        self.folded = fold(document.text)
        self._vocab = vocab
        self._base = lexicon
        self._tokenise()
        self._sets()
        self._forms_of: dict[str, list[str]] = {}
        self._runs: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self._items: dict[str, dict[int, list[Position]]] = {}
        self._wide: dict[str, frozenset[int]] = {}
        self._values: dict[int, list[Value]] = {}
        self._negations: dict[int, tuple[Negation, ...]] = {}
        self._optional: dict[int, bool] = {}
        self._mentions: dict[int, tuple[Mention, ...]] = {}
        self._parties = self._find_parties()

    # -- words -----------------------------------------------------------------------------------------------

    def _tokenise(self) -> None:
        forms: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.owner: list[int] = []
        for sentence in self.sentences:
            for m in TOKEN.finditer(self.folded, sentence.start, sentence.end):
                forms.append(_NAME if m[0] in _LEGAL_FORMS and self._is_name(m.start()) else spell(m[0]))
                self.starts.append(m.start())
                self.ends.append(m.end())
                self.owner.append(sentence.index)
            forms.append("\n")  # no phrase runs over the end of a sentence
            self.starts.append(sentence.end)
            self.ends.append(sentence.end)
            self.owner.append(sentence.index)
        self._doc = Doc(self._vocab, words=forms or ["\n"], spaces=[False] * max(1, len(forms)))
        self.forms = forms
        self._known = sorted(set(forms))
        self._pairs = set(zip(forms, forms[1:], strict=False))

    def _is_name(self, start: int) -> bool:
        """True for the "Limited" of a company's name, which limits nothing."""
        text = self.segmented.document.text
        before = text[max(0, start - 30) : start].rstrip(" ,(")
        word = before.rsplit(None, 1)[-1] if before[-1:].isalpha() else ""
        return text[start].isupper() and word[:1].isupper() and word not in ("The", "This", "THE")

    def _sets(self) -> None:
        self.children: dict[int, list[int]] = defaultdict(list)
        by_clause: dict[int, list[int]] = defaultdict(list)
        by_block: dict[int, list[int]] = defaultdict(list)
        for sentence in self.sentences:
            for head in sentence.heads:
                self.children[head].append(sentence.index)
            by_clause[sentence.clause].append(sentence.index)
            by_block[sentence.block].append(sentence.index)
        self.by_clause, self.by_block = dict(by_clause), dict(by_block)
        clauses = self.segmented.clauses
        self.article: dict[int, list[int]] = {}
        for clause in clauses:
            root = clause
            while root.parent and root.label.startswith(f"{clauses[root.parent].label}.") and clauses[root.parent].label:
                root = clauses[root.parent]
            self.article[clause.index] = self.article.get(root.index, []) if root is not clause else []
            self.article[clause.index].extend(self.by_clause.get(clause.index, ()))
            self.article[root.index] = self.article[clause.index]
        self.titled: dict[int, list[int]] = {}
        sub: dict[int, list[int]] = defaultdict(list)
        for clause in clauses:
            if clause.parent is not None and clause.parent != 0:
                sub[clause.parent].extend(self.by_clause.get(clause.index, []))
        for clause in clauses:
            inside = self.by_clause.get(clause.index, [])
            for index in inside:
                if self.sentences[index].kind == "heading":
                    self.titled[index] = inside + sub.get(clause.index, [])

    def expand(self, word: str) -> list[str]:
        """The forms of the document that a word of a pattern stands for."""
        if word not in self._forms_of:
            self._forms_of[word] = self._expand(word)
        return self._forms_of[word]

    def _expand(self, word: str) -> list[str]:
        known = self._known
        if word.startswith("="):
            return self._present([word[1:]])
        if word.endswith("*") and len(word) > 1:
            stem = word[:-1]
            left = bisect.bisect_left(known, stem)
            out: list[str] = []
            while left < len(known) and known[left].startswith(stem) and len(out) < _MAX_FORMS:
                out.append(known[left])
                left += 1
            return out
        if len(word) < 4 or not word.isalpha():
            return self._present([word])
        forms = [word, word + "s", word + "e", word + "es", word + "x"]
        if word.endswith("al"):
            forms.append(word[:-2] + "aux")
        if word.endswith("y"):
            forms.append(word[:-1] + "ies")
        if word.endswith("el") or word.endswith("en"):
            forms += [word + word[-1] + "e", word + word[-1] + "es"]
        return self._present(forms)

    def _present(self, forms: Iterable[str]) -> list[str]:
        out = []
        for form in forms:
            at = bisect.bisect_left(self._known, form)
            if at < len(self._known) and self._known[at] == form:
                out.append(form)
        return out

    def _concrete(self, run: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Every sequence of the document's own words that a run of pattern words stands for."""
        found: list[tuple[str, ...]] = [()]
        for word in run:
            forms = self.expand(word)
            found = [(*head, f) for head in found for f in forms if not head or (head[-1], f) in self._pairs]
            if not found:
                return []
        return found

    def prepare(self, items: Iterable[Item]) -> None:
        """Find every run of words of ``items`` in one pass of spaCy's PhraseMatcher."""
        wanted = {run for item in items for p in item.phrases for run in p.runs} - self._runs.keys()
        matcher = PhraseMatcher(self._vocab, attr="ORTH")
        names: dict[int, tuple[str, ...]] = {}
        for run in wanted:
            self._runs[run] = []
            concrete = self._concrete(run)
            if not concrete:
                continue
            key = "\x1f".join(run)
            names[self._vocab.strings.add(key)] = run
            matcher.add(key, [Doc(self._vocab, words=list(forms)) for forms in concrete])
        for key_id, start, end in matcher(self._doc):
            self._runs[names[key_id]].append((start, end))
        for run in wanted:
            self._runs[run].sort()

    # -- items -----------------------------------------------------------------------------------------------

    def find(self, item: Item) -> dict[int, list[Position]]:
        """Where an item occurs: sentence → character spans, in order."""
        if item.key not in self._items:
            found: dict[int, set[Position]] = defaultdict(set)
            for p in item.phrases:
                for first, last in self._phrase(p):
                    found[self.owner[first]].add((self.starts[first], self.ends[last - 1]))
            for name in item.builtin:
                for sentence, spans in self._builtin(name).items():
                    found[sentence].update(spans)
            self._items[item.key] = {s: sorted(found[s]) if len(found[s]) > 1 else list(found[s]) for s in sorted(found)}
        return self._items[item.key]

    def _phrase(self, p: Phrase) -> list[tuple[int, int]]:
        missing = [run for run in p.runs if run not in self._runs]
        if missing:
            self.prepare([Item(p.source, (p,), ())])
        spans = self._runs[p.runs[0]]
        for run, gap in zip(p.runs[1:], p.gaps, strict=True):
            following = self._runs[run]
            joined = []
            for start, end in spans:
                at = bisect.bisect_left(following, (end, 0))
                if at < len(following) and following[at][0] - end <= gap and self.owner[following[at][0]] == self.owner[start]:
                    joined.append((start, following[at][1]))
            spans = joined
        return spans

    def _builtin(self, name: str) -> dict[int, list[Position]]:
        if name in ("supplier", "buyer"):
            return {s: [(a, b) for a, b, p in spans if p == name] for s, spans in self._parties.items()
                    if any(p == name for _, _, p in spans)}  # fmt: skip
        out: dict[int, list[Position]] = {}
        for sentence in self.sentences:
            found = [v for v in self.values(sentence.index) if _is(v, name)]
            if found and sentence.kind == "heading":
                # the number of a title counts nothing, and only some formats write it in the text
                label = _LABEL.match(self.text(sentence.index))
                found = [v for v in found if not label or v.start >= label.end()]
            if found:
                out[sentence.index] = [(v.start + sentence.start, v.end + sentence.start) for v in found]
        return out

    def wide(self, item: Item, *, titles: bool) -> frozenset[int]:
        """Sentences that hold an item themselves, in their governing sentence or, if asked, in their article's title."""
        key = f"{int(titles)}{item.key}"
        if key not in self._wide:
            own = self.find(item)
            out = set(own)
            for sentence in own:
                out.update(self.children.get(sentence, ()))
                if titles and sentence in self.titled:
                    out.update(self.titled[sentence])
            self._wide[key] = frozenset(out)
        return self._wide[key]

    # -- facts about a sentence ------------------------------------------------------------------------------

    def text(self, sentence: int) -> str:
        """The folded text of a sentence."""
        s = self.sentences[sentence]
        return self.folded[s.start : s.end]

    def values(self, sentence: int) -> list[Value]:
        """Durations, dates, amounts… of a sentence; offsets from the start of the sentence."""
        if sentence not in self._values:
            text = self.text(sentence)
            self._values[sentence] = (
                values(text, self.grammar)
                if re.search(
                    r"[\d\[_…%€$£]|\.{4}|xx|heure|jour|mois|hour|day|month|week|tb[acd]|year|ann|\bans?\b|trimestre|quarter|minute|semaine|second",
                    text,
                )
                else []
            )
        return self._values[sentence]

    def negations(self, sentence: int) -> tuple[Negation, ...]:
        """The negations of a sentence; offsets from its start."""
        if sentence not in self._negations:
            self._negations[sentence] = negations(self.text(sentence), self.grammar)
        return self._negations[sentence]

    def optional(self, sentence: int) -> bool:
        """True for an option (J22) whose price and whose right to be ordered its article does not both fix."""
        if sentence not in self._optional:
            s, grammar = self.sentences[sentence], self.grammar
            told = [fold(self.segmented.clauses[s.clause].title), " ".join(map(self.text, (*s.heads, sentence)))]
            around = " ".join(map(self.text, self.by_clause[s.clause][:_NEARBY])) if any(map(grammar.option.search, told)) else None
            self._optional[sentence] = around is not None and not (grammar.priced.search(around) and grammar.orderable.search(around))
        return self._optional[sentence]

    def mentions(self, sentence: int) -> tuple[Mention, ...]:
        """The parties a sentence names; offsets from its start."""
        if sentence not in self._mentions:
            start = self.sentences[sentence].start
            text = self.text(sentence)
            out: list[Mention] = []
            for a, b, party in self._parties.get(sentence, ()):
                before = text[: a - start].rstrip()
                word = before.rsplit(None, 1)[-1] if before else ""
                # an authority of a third country is not the Authority
                if word in ("an", "another", "une") and text[a - start : b - start] in ("authority", "autorite"):
                    continue
                bare = re.sub(r"(?:^|[\s\[])(?:le|la|les|l|the|its|son|sa|any|each|chaque|tout|ce|cette|that)$", "", before).rstrip()
                preposition = bare.rsplit(None, 1)[-1] if bare else ""
                if word in ("du", "au", "aux", "des"):
                    preposition = word
                # "nous vous aidons": the second pronoun is the object
                if out and out[-1].end == len(before) and text[a - start : b - start] in ("vous", "nous", "you", "us"):
                    out.append(Mention(a - start, b - start, party, False, False))
                    continue
                after = _NOUN.match(text, b - start) or (self.grammar.language == "en" and _GENITIVE.match(text, b - start))
                possessive = text[a - start : b - start] in _POSSESSIVES
                oblique = bool(self.grammar.oblique.fullmatch(preposition))
                agent = bool(self.grammar.agent.fullmatch(preposition))
                out.append(
                    Mention(
                        a - start,
                        b - start,
                        party,
                        (not oblique or preposition in ("et", "and", "ou", "or", "que", "qu", "that")) and not after and not possessive,
                        agent,
                    )
                )
            self._mentions[sentence] = tuple(out)
        return self._mentions[sentence]

    def _find_parties(self) -> Mapping[int, list[tuple[int, int, Party]]]:
        """Every mention of a party, sentence by sentence; where two overlap the longer wins."""
        learned: dict[Party, list[str]] = {"supplier": [], "buyer": []}
        for alias, party in self.segmented.parties.items():
            if party in learned:
                learned[party].append(alias)
        found: dict[int, list[tuple[int, int, Party]]] = defaultdict(list)
        for party, aliases in learned.items():
            phrases = [p for p in self._base.item(f"<{party}>").phrases if p.source not in self.segmented.parties]
            phrases += [Phrase(a, (tuple(f"={w}" for w in a.split()),), ()) for a in aliases if a.replace(" ", "").isalnum()]
            self.prepare([Item(party, tuple(phrases), ())])
            for p in phrases:
                for first, last in self._phrase(p):
                    found[self.owner[first]].append((self.starts[first], self.ends[last - 1], party))
        out: dict[int, list[tuple[int, int, Party]]] = {}
        for sentence in sorted(found):
            kept: list[tuple[int, int, Party]] = []
            for a, b, party in sorted(found[sentence], key=lambda m: (m[0], -m[1], m[2])):
                if not kept or a >= kept[-1][1]:
                    kept.append((a, b, party))
            out[sentence] = kept
        return out


def _is(value: Value, name: str) -> bool:
    if name in ("duration", "hours", "days", "months"):
        if value.kind == "duration-placeholder":
            return False
        units = {"duration": None, "hours": ("hour", "minute"), "days": ("day", "week"), "months": ("month", "quarter", "year")}[name]
        if name == "hours" and value.hours is not None and value.hours > _HOURS:
            return False
        return value.kind == "duration" and (units is None or value.unit in units)
    if name == "placeholder":
        return value.kind in ("placeholder", "duration-placeholder")
    if name == "number":
        return value.kind in ("number", "duration", "percent", "amount")
    return value.kind == name
