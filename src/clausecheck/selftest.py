"""The examples beside the patterns, run as tests: each example is judged alone, as if its requirement applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.vocab import Vocab

from clausecheck.applicability import Applies, ConditionRules, ConditionState, conditions
from clausecheck.assess import assess, gather
from clausecheck.index import Index
from clausecheck.match import Rules
from clausecheck.model import Finding, Language
from clausecheck.references import References
from clausecheck.requirements import LANGUAGES, Patterns, Requirement
from clausecheck.segment import segment
from clausecheck.snippet import snippet


@dataclass(frozen=True)
class ExampleResult:
    """What an example should be and what the patterns say of it."""

    place: str
    text: str
    expected: str
    got: str
    lacking: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.expected == self.got and not self.lacking


class Alone:
    """Judges one text by itself, as if its requirement applied and no condition of an element were met."""

    def __init__(self, patterns: Patterns) -> None:
        self.rules = {lang: Rules(patterns, lang) for lang in LANGUAGES}
        self._vocab = Vocab()
        self._absent = {c.id: ConditionState(c.id, "absent", ()) for c in patterns.conditions}

    def index(self, text: str, language: Language) -> Index:
        """The text, cut and searchable."""
        return Index(segment(snippet(text, language), 0), self.rules[language].lexicon, self._vocab)

    def judge(self, requirement: Requirement, text: str, language: Language) -> Finding:
        """The finding of a requirement on that text."""
        index = self.index(text, language)
        gathered = gather(requirement, [index], self.rules)
        return assess(requirement, Applies("established", (), None), self._absent, gathered, [index], References())


def run_examples(patterns: Patterns, only: Sequence[str] = ()) -> Iterator[ExampleResult]:
    """Judge every example of every requirement (or of those named) and condition."""
    alone = Alone(patterns)
    for requirement in patterns.requirements:
        if only and requirement.id not in only:
            continue
        for lang, text in requirement.languages.items():
            for n, example in enumerate(text.examples, 1):
                finding = alone.judge(requirement, example.text, lang)
                found = {e.key for e in finding.elements if e.found}
                lacking = tuple(k for k in example.elements if k not in found)
                short = [e.key for e in finding.elements if e.required and not e.found]
                got = finding.verdict
                note = f"{got} (lacks {', '.join(short)})" if example.verdict == "present" and got == "weak" else got
                yield ExampleResult(f"{requirement.id} {lang} example {n}", example.text, example.verdict, note, lacking)
    condition_rules = {lang: ConditionRules(patterns, lang) for lang in LANGUAGES}
    for condition in patterns.conditions:
        if only and condition.id not in only:
            continue
        for lang, words in condition.languages.items():
            for n, ex in enumerate(words.examples, 1):
                one = patterns.model_copy(update={"conditions": (condition.model_copy(update={"base": False, "requires": ()}),)})
                state = conditions(one, [alone.index(ex.text, lang)], condition_rules)[condition.id].state
                yield ExampleResult(f"condition {condition.id} {lang} example {n}", ex.text, ex.state, state, ())
