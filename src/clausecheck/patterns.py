"""``patterns/`` → requirements: the files a jurist edits, read, validated and put together. See ``docs/patterns.md``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clausecheck import __version__
from clausecheck.cache import cache_dir, keep
from clausecheck.errors import PatternError
from clausecheck.general_terms import GeneralTerms, Topic, Topics
from clausecheck.lexicon import phrase, prime
from clausecheck.model import Language
from clausecheck.requirements import (
    LANGUAGES,
    ClauseFile,
    Condition,
    ConditionLanguage,
    ConditionWordings,
    LanguageFile,
    Pack,
    Patterns,
    Requirement,
    Vocabulary,
    Wordings,
)
from clausecheck.yamlfile import Model, line_of, mistake, parse, validated

_CACHE_FORMAT = 2
_TOPICS = "ccag/topics.yaml"

# ---- reading -----------------------------------------------------------------------------------------------


def builtin_dir() -> Path:
    """The patterns shipped with the tool: inside the wheel, or at the top of a source checkout."""
    inside = Path(__file__).parent / "_patterns"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "patterns"


def load_patterns(extra: Path | None = None) -> Patterns:
    """The built-in patterns, with those of the folder ``extra`` added; a file of ``extra`` replaces its namesake.

    Raises PatternError, with path, line and the lines around it, when a file cannot be used.
    """
    files = _files(builtin_dir())
    if extra is not None:
        if not extra.is_dir():
            raise PatternError(f"{extra}: no such folder of patterns.", f"{extra} : ce dossier de motifs n'existe pas.")
        files = {**files, **_files(extra)}
    return _load({name: path.read_bytes() for name, path in files.items()}, files)


def _files(root: Path) -> dict[str, Path]:
    found = [*root.rglob("*.yaml"), *(root / "likeness").glob("*.json")]
    return {path.relative_to(root).as_posix(): path for path in sorted(found)}


def _load(content: Mapping[str, bytes], paths: Mapping[str, Path]) -> Patterns:
    digest = hashlib.sha256()
    for name in sorted(content):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content[name]).digest())
    sha = digest.hexdigest()
    cached = _cached(sha)
    if cached is not None:
        prime(cached["phrases"])
        return _assemble(cached["files"], sha, content, paths)
    raw = {name: parse(content[name], paths[name]) for name in sorted(content) if name.endswith(".yaml")}
    patterns = _assemble(raw, sha, content, paths)
    _store(sha, {"files": raw, "phrases": _phrases(patterns)})
    return patterns


def _phrases(patterns: Patterns) -> dict[str, tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]]:
    """Every phrase of the patterns, parsed, for the cache."""
    items: set[str] = set()
    for vocabulary in patterns.vocabulary.values():
        items.update(p for group in (*vocabulary.concepts.values(), *vocabulary.hedges.values()) for p in group)
    wordings: list[Wordings | ConditionWordings] = [t.wordings for r in patterns.requirements for t in r.languages.values()]
    wordings += [t.wordings for c in patterns.conditions for t in c.languages.values()]
    for w in wordings:
        items.update(p for group in w.concepts.values() for p in group)
        for field in type(w).model_fields:
            if field == "concepts":
                continue
            lists = getattr(w, field)
            for alternatives in lists.values() if isinstance(lists, Mapping) else [lists]:
                items.update(i for a in alternatives for i in (*a.all, *a.none))
    sources = {part.strip() for item in items for part in item.split("|")}
    parsed = [phrase(source) for source in sorted(sources) if source and not source.startswith("<")]
    return {p.source: (p.runs, p.gaps) for p in parsed}


def _cache_file(sha: str) -> Path:
    return cache_dir() / f"patterns-{__version__}-{_CACHE_FORMAT}-{sha[:32]}.json"


def _cached(sha: str) -> dict[str, Any] | None:
    try:
        loaded = json.loads(_cache_file(sha).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) and loaded.keys() == {"files", "phrases"} else None


def _store(sha: str, raw: Mapping[str, Any]) -> None:
    keep(_cache_file(sha), json.dumps(raw, ensure_ascii=False, default=str).encode())


def _assemble(raw: Mapping[str, Any], sha: str, content: Mapping[str, bytes], paths: Mapping[str, Path]) -> Patterns:
    def get(model: type[Model], name: str) -> Model:
        return validated(model, raw[name], paths[name], content[name])

    if "pack.yaml" not in raw:
        raise PatternError("No pack.yaml among the patterns.", "Aucun fichier pack.yaml parmi les motifs.")
    pack = get(Pack, "pack.yaml")
    order = {family.id: n for n, family in enumerate(pack.families)}
    vocabulary = {lang: get(Vocabulary, f"vocabulary/{lang}.yaml") for lang in LANGUAGES}
    conditions, requirements, terms = [], [], []
    topics = get(Topics, _TOPICS).topics if _TOPICS in raw else {}
    for name in raw:
        folder, _, base = name.rpartition("/")
        langs = {lang: f"{folder}/{lang}.yaml" for lang in LANGUAGES if f"{folder}/{lang}.yaml" in raw}
        if base == "condition.yaml":
            texts = {lang: get(ConditionLanguage, file) for lang, file in langs.items()}
            conditions.append(get(Condition, name).model_copy(update={"languages": texts}))
        elif base == "clause.yaml":
            clause = get(ClauseFile, name)
            texts_ = {lang: get(LanguageFile, file) for lang, file in langs.items()}
            _same_elements(clause, texts_, langs, paths, content)
            if clause.family not in order:
                raise mistake(paths[name], line_of(content[name], ["family"]), f"no family {clause.family!r}", content[name])
            requirements.append(Requirement(clause=clause, languages=texts_))
        elif folder == "ccag" and name != _TOPICS:
            terms.append(_terms(get(GeneralTerms, name), topics, paths[name], content[name]))
    requirements.sort(key=lambda r: order[r.family])
    return Patterns(
        version=pack.version,
        sha256=sha,
        families=pack.families,
        instruments=pack.instruments,
        contract_types=pack.contract_types,
        vocabulary=vocabulary,
        conditions=tuple(conditions),
        requirements=tuple(requirements),
        general_terms=tuple(sorted(terms, key=lambda t: (-t.edition, t.kind))),
        topics=topics,
        likeness={lang: content[_likeness(lang)] for lang in LANGUAGES if _likeness(lang) in content},
    )


def _likeness(language: Language) -> str:
    return f"likeness/{language}.json"


def _terms(terms: GeneralTerms, topics: Mapping[str, Topic], path: Path, data: bytes) -> GeneralTerms:
    """The file itself, once its topics are known to exist. Raises PatternError."""
    for n, article in enumerate(terms.articles):
        if article.topic and article.topic not in topics:
            raise mistake(path, line_of(data, ["articles", n, "topic"]), f"no topic {article.topic!r} in topics.yaml", data)
    return terms


def _same_elements(
    clause: ClauseFile,
    texts: Mapping[Language, LanguageFile],
    langs: Mapping[Language, str],
    paths: Mapping[str, Path],
    content: Mapping[str, bytes],
) -> None:
    keys = {element.key for element in clause.elements}
    for lang, text in texts.items():
        for section, found in (("elements", set(text.elements)), ("wordings", set(text.wordings.elements))):
            wrong = found - keys
            if wrong:
                path, data = paths[langs[lang]], content[langs[lang]]
                where: list[str | int] = ["elements"] if section == "elements" else ["wordings", "elements"]
                key = sorted(wrong)[0]
                raise mistake(path, line_of(data, [*where, key]), f"{key}: no such element in clause.yaml", data)
