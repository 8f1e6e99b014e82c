"""The second opinion: passages that no wording meets but that are like known phrasings of a clause."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from clausecheck import api, load_patterns
from clausecheck.extract.plain import read_plain
from clausecheck.likeness.phrasings import files, fingerprint
from clausecheck.patterns import builtin_dir

FACTS = {"digital": True, "data-producing": True, "cloud": True, "personal-data": False}
RETURN = (
    "À l'échéance du marché ou en cas de résiliation, l'intégralité des données est restituée à la Commune par le Titulaire dans les trente jours, "
    "sous forme de fichiers CSV documentés, sans frais, puis toute copie est détruite et la destruction attestée par écrit."
)
OTHER = "Le prix est ferme pendant toute la durée du contrat et la Commune le règle au Titulaire à trente jours, après service fait et facture déposée sur le portail."


@pytest.fixture(scope="module")
def unworded():
    """The built-in patterns, with no wording left for SOV-RETURN: likeness alone can see the clause."""
    patterns = load_patterns()
    requirement = patterns.requirement("SOV-RETURN")
    text = requirement.languages["fr"]
    bare = text.model_copy(update={"wordings": text.wordings.model_copy(update={"core": (), "weak": (), "contrary": ()})})
    others = tuple(r for r in patterns.requirements if r.id != requirement.id)
    return patterns.model_copy(update={"requirements": (*others, requirement.model_copy(update={"languages": {"fr": bare}}))})


def learn(folder):
    command = [sys.executable, "-m", "clausecheck", "patterns", "learn", str(folder)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, env={**os.environ, "LC_ALL": "en_GB.UTF-8"})


def judged(text, patterns):
    document = api.detected(read_plain("c.md", f"# Contrat\n\n## Article 1 – Objet\n\nLe Titulaire exécute le contrat.\n\n{text}".encode(), "md"))
    return document, api.judge([document], patterns=patterns, clauses=("SOV-RETURN",), facts=FACTS).findings[0]


def test_a_missing_clause_that_a_passage_resembles_is_to_check_and_the_passage_is_shown(unworded):
    document, finding = judged(RETURN, unworded)
    nearest = finding.nearest[0]
    assert (finding.verdict, finding.confidence, "resembles" in finding.why) == ("missing", "to-check", True)
    assert (nearest.quote, document.text[nearest.start : nearest.end]) == (RETURN, RETURN)


def test_a_passage_on_another_subject_is_not_like_it(unworded):
    finding = judged(OTHER, unworded)[1]
    assert (finding.verdict, finding.confidence, finding.why) == ("missing", "high", ("no-core",))


def test_the_shipped_weights_were_learnt_from_the_shipped_phrasings():
    """Failed? Run ``clausecheck patterns learn`` and commit the result."""
    for language, paths in files(builtin_dir()).items():
        learnt = json.loads((builtin_dir() / "likeness" / f"{language}.json").read_text(encoding="utf-8"))
        assert (len(paths), learnt["source"]) == (80, fingerprint(paths.values()))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("-- maybe\nLe Titulaire restitue les données.\n", "is no verdict", id="unknown-verdict"),
        pytest.param("-- present\n\n-- weak\nLe Titulaire restitue les données.\n", "a passage without text", id="no-text"),
    ],
)
def test_a_faulty_file_of_phrasings_is_named_with_its_line(tmp_path, content, message):
    folder = tmp_path / "data-sovereignty" / "SOV-RETURN"
    folder.mkdir(parents=True)
    (folder / "phrasings.fr.txt").write_text(content, encoding="utf-8")
    result = learn(tmp_path)
    assert result.returncode == 2
    assert "phrasings.fr.txt, line" in result.stderr
    assert message in result.stderr
    assert not (tmp_path / "likeness").exists() or not list((tmp_path / "likeness").iterdir())


def test_a_house_learns_from_its_own_phrasings(tmp_path):
    folder = tmp_path / "data-sovereignty" / "SOV-RETURN"
    folder.mkdir(parents=True)
    (folder / "phrasings.fr.txt").write_text(f"-- present: delay, format\n{RETURN}\n\n-- missing\n{OTHER}\n", encoding="utf-8")
    result = learn(tmp_path)
    assert (result.returncode, load_patterns(tmp_path).likeness["fr"]) == (0, (tmp_path / "likeness" / "fr.json").read_bytes())
