"""The examples beside the patterns, run as tests: each example is judged alone, as if its requirement applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausecheck.requirements import LANGUAGES, Patterns
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


def run_examples(patterns: Patterns, only: Sequence[str] = ()) -> Iterator[ExampleResult]:
    """Judge every example of every requirement (or of those named) and condition."""
    from spacy.vocab import Vocab

    from clausecheck.applicability import Applies, ConditionRules, ConditionState, conditions
    from clausecheck.assess import assess, gather
    from clausecheck.index import Index
    from clausecheck.match import Rules
    from clausecheck.references import References
    from clausecheck.segment import segment

    vocab = Vocab()
    rules = {lang: Rules(patterns, lang) for lang in LANGUAGES}
    everywhere = {c.id: ConditionState(c.id, "absent", ()) for c in patterns.conditions}
    always = Applies("established", (), None)
    for requirement in patterns.requirements:
        if only and requirement.id not in only:
            continue
        for lang, text in requirement.languages.items():
            for n, example in enumerate(text.examples, 1):
                document = snippet(example.text, lang)
                index = Index(segment(document, 0), rules[lang].lexicon, vocab)
                gathered = gather(requirement, [index], rules)
                finding = assess(requirement, always, everywhere, gathered, [index], References())
                found = {e.key for e in finding.elements if e.found}
                lacking = tuple(k for k in example.elements if k not in found)
                short = [e.key for e in finding.elements if e.required and not e.found]
                got = finding.verdict
                note = f"{got} (lacks {', '.join(short)})" if example.verdict == "present" and got == "weak" else got
                yield ExampleResult(
                    f"{requirement.id} {lang} example {n}", example.text, example.verdict, note if note != got else got, lacking
                )
    condition_rules = {lang: ConditionRules(patterns, lang) for lang in LANGUAGES}
    for condition in patterns.conditions:
        if only and condition.id not in only:
            continue
        for lang, words in condition.languages.items():
            for n, ex in enumerate(words.examples, 1):
                index = Index(segment(snippet(ex.text, lang), 0), rules[lang].lexicon, vocab)
                alone = patterns.model_copy(update={"conditions": (condition.model_copy(update={"base": False, "requires": ()}),)})
                state = conditions(alone, [index], condition_rules)[condition.id].state
                yield ExampleResult(f"condition {condition.id} {lang} example {n}", ex.text, ex.state, state, ())
