"""The policy file: what it accepts, what it says of a mistake, what it comes to, and what it does to a report."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from clausecheck import load_patterns
from clausecheck.applicability import applies, conditions
from clausecheck.model import ConditionFinding
from clausecheck.policy import Policy, PolicyError, builtins, find, load, load_builtin, schema
from clausecheck.policy_apply import apply, blocks, effective, facts, levels
from makers.report_maker import finding, report

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


@pytest.fixture
def policy(tmp_path, patterns):
    def make(text: str, name: str = "clausecheck.yaml") -> Policy:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load(path, patterns)

    return make


# ---- the file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("profile: saas-cloud\nprofil: x\n", 2, "profil: unknown key"),
        ("profile: saas\n", 1, "unknown name 'saas'"),
        ("facts:\n  cloud: true\n  clowd: true\n", 3, "perhaps 'cloud'?"),
        ("facts:\n  cloud: maybe\n", 2, "facts.cloud"),
        ("requirements:\n  GDPR-33: required\n", 2, "perhaps 'GDPR-33-2'?"),
        ("families:\n  gdpr: compulsory\n", 2, "families.gdpr"),
        ("severity:\n  gdpr: fatal\n", 2, "severity.gdpr: "),
        ("severity:\n  gdpr: {absent: error}\n", 2, "severity.gdpr.absent: unknown key"),
        ("thresholds:\n  GDPR-33-2: {hours: 24, days: 2}\n", 2, "give one of hours, days, months"),
        ("thresholds:\n  GDPR-33-2: {hours: -1}\n", 2, "greater than 0"),
        ("thresholds:\n  GDPR-ROLES: {days: 3}\n", 2, "element must be one of"),
        ("waivers:\n  max-days: 12.5\n", 2, "waivers.max-days"),
        ("fail-on: always\n", 1, "fail-on"),
        ("extends: builtin:nope\n", 1, "builtin:fr-collectivite"),
        ("extends:\n- builtin:fr-collectivite\n- house.yaml\n", 3, "house.yaml: no such file"),
        ("extends: clausecheck.yaml\n", 1, "extends this file in turn"),
        ("facts:\n  cloud: true\n  cloud: false\n", 3, "twice"),
        ("- saas-cloud\n", 1, "dictionary"),
        ("facts: [\n", 2, "clausecheck.yaml:2"),
    ],
)
def test_a_mistake_is_told_with_its_line(policy, text, line, words):
    with pytest.raises(PolicyError) as error:
        policy(text)
    for message in (error.value.en, error.value.fr):
        assert f"clausecheck.yaml:{line}" in message
    assert words in error.value.en
    assert error.value.exit_code == 2


def test_a_bare_off_is_off_and_an_empty_file_is_the_default(policy, patterns):
    assert policy("families: {gdpr: off}\n").families == {"gdpr": "off"}
    empty = policy("")
    assert (empty.profile, empty.fail_on, empty.max_days, dict(empty.facts)) == ("", "error", 365, {})


def test_a_policy_extends_another_entry_by_entry_and_says_where_each_value_is_from(tmp_path, policy, patterns):
    (tmp_path / "house.yaml").write_text(
        "extends: builtin:fr-collectivite\nfail-on: warning\nfacts: {cloud: true, ai: true}\n", encoding="utf-8"
    )
    merged = policy("extends: house.yaml\nfacts:\n  ai: false\nthresholds:\n  GDPR-33-2: {hours: 12}\n")
    shown = {s.key: (s.value, s.source) for s in effective(merged, patterns)}
    assert shown["fail-on"] == ("warning", "house.yaml:2")
    assert shown["facts.cloud"] == ("true", "house.yaml:3")
    assert shown["facts.ai"] == ("false", "clausecheck.yaml:3")
    assert shown["thresholds.GDPR-33-2"] == ("12 hours", "clausecheck.yaml:5")
    assert shown["thresholds.SOV-RETURN"][1].startswith("builtin:fr-collectivite:")
    assert shown["requirements.GDPR-12"] == ("standard", "catalogue")
    assert shown["profile"] == ("-", "default")
    assert [layer.name for layer in merged.layers] == ["builtin:fr-collectivite", "house.yaml", "clausecheck.yaml"]


def test_the_policy_is_found_upward(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find(tmp_path / "a" / "b", "clausecheck-test-policy.yaml") is None
    target = tmp_path / "clausecheck-test-policy.yaml"
    target.write_text("")
    assert find(tmp_path / "a" / "b", "clausecheck-test-policy.yaml") == target.resolve()


@pytest.mark.parametrize("name", ["fr-collectivite", "en-public-buyer"])
def test_built_in_policies_can_be_used(name, patterns):
    assert name in builtins()
    assert load_builtin(name, patterns).max_days == 180


def test_the_published_schema_is_current_and_accepts_what_the_tool_accepts(patterns):
    published = json.loads((ROOT / "docs" / "policy-schema.json").read_text(encoding="utf-8"))
    assert published == schema(patterns), "run: clausecheck policy schema > docs/policy-schema.json"
    jsonschema.Draft202012Validator.check_schema(published)
    validator = jsonschema.Draft202012Validator(published)
    for path in sorted((ROOT / "patterns" / "policies").glob("*.yaml")):
        assert not list(validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))))
    for wrong in ({"profil": "x"}, {"profile": "x"}, {"facts": {"clowd": True}}, {"requirements": {"X": "off"}}):
        assert list(validator.iter_errors(wrong)), wrong


def test_every_condition_has_a_question_in_both_languages(patterns):
    for language in ("fr", "en"):
        asked = yaml.safe_load((ROOT / "patterns" / "policies" / "questions" / f"{language}.yaml").read_text(encoding="utf-8"))
        assert set(asked) == {c.id for c in patterns.conditions}


# ---- profiles ----------------------------------------------------------------------------------------------

#: What every digital contract calls for.
DIGITAL = (
    "CYB-BASELINE CYB-CONTINUITY CYB-INCIDENT GOV-DOCUMENTATION GOV-PENALTIES GOV-PRECEDENCE GOV-STEERING GOV-TRAINING "
    "INT-REVERSIBILITY INT-STANDARDS OD-NO-EXCLUSIVITY OD-PUBLICATION RSP-ECODESIGN RSP-FOOTPRINT SOV-FLOWDOWN "
    "SOV-NO-OWN-USE SOV-OWNERSHIP SOV-RETURN SOV-SCOPE "
)
DATA = "GOV-DATA-FUNCTION INT-PORTABILITY SOV-ACCESS SOV-DERIVED "
OPEN = "INT-DATA-MODELS OD-EXCEPTIONS OD-FORMAT OD-FREQUENCY OD-LICENCE OD-METADATA "
CONNECTED = "CYB-AUDIT-PRE INT-TESTING "
GENERAL_INTEREST = "GID-ACCESS GID-DEFINITION GID-SECRETS "
EXPERIMENT = "EXP-COMPETITION EXP-DATA EXP-EXIT EXP-FEEDBACK EXP-FRAME EXP-IP EXP-SCALE EXP-SUCCESS CYB-AUDIT-PRE INT-IP-RESULTS "
THINGS = "CYB-VULN GOV-CITIZENS GOV-ECOSYSTEM INT-API RSP-HARDWARE "
EQUIPMENT = DIGITAL + DATA + OPEN + CONNECTED + THINGS
PROFILES = {
    "marche-tic": DIGITAL + CONNECTED + "INT-THIRD-PARTY",
    "saas-cloud": DIGITAL + DATA + CONNECTED
    + "CYB-VULN INT-API INT-CLOUD-SWITCHING INT-THIRD-PARTY SOV-EXTRATERRITORIAL SOV-LOCATION GDPR-ROLES?",
    "marche-services-donnees": DIGITAL + DATA + OPEN,
    "marche-equipements": EQUIPMENT + "GDPR-ROLES?",
    "contrat-global-territoire": EQUIPMENT + "GOV-STRUCTURING INT-IP-RESULTS INT-SOURCE-CODE INT-THIRD-PARTY GDPR-ROLES?",
    "concession-dsp": DIGITAL + DATA + OPEN + GENERAL_INTEREST + "OD-CONCESSION",
    "partenariat-innovation": DIGITAL + EXPERIMENT + "INT-API INT-SOURCE-CODE CYB-VULN",
    "convention-experimentation": DIGITAL + EXPERIMENT,
    "convention-donnees": DIGITAL + DATA + OPEN + GENERAL_INTEREST,
    "annexe-rgpd": "SOV-FLOWDOWN SOV-LOCATION SOV-NO-OWN-USE GDPR-12 GDPR-25 GDPR-28-3-SUBJECT GDPR-28-3-a GDPR-28-3-b "
    "GDPR-28-3-c GDPR-28-3-d GDPR-28-3-e GDPR-28-3-f GDPR-28-3-g GDPR-28-3-h GDPR-33-2 GDPR-35 GDPR-44 GDPR-ROLES",
}  # fmt: skip


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_calls_for_exactly_these_requirements(profile, patterns):
    """On a contract that says nothing: "?" marks those of which a condition is only presumed."""
    policy = Policy(profile=profile)
    states = conditions(patterns, [], {}, facts(policy, patterns))
    level = levels(policy, patterns)
    called = {r.id: applies(r, states).state for r in patterns.requirements if level[r.id] != "off"}
    found = {name + ("?" if state == "probable" else "") for name, state in called.items() if state != "absent"}
    assert found == set(PROFILES[profile].split())


def test_every_profile_of_the_pack_is_tested(patterns):
    assert set(PROFILES) == set(patterns.contract_types)


def test_without_a_profile_nothing_is_presumed_and_nothing_applies(patterns):
    assert facts(Policy(), patterns) == {}
    states = conditions(patterns, [], {}, {})
    assert all(applies(r, states).state == "absent" for r in patterns.requirements)


def test_a_fact_beats_the_profile_and_what_would_be_deduced(policy, patterns):
    settled = facts(policy("profile: saas-cloud\nfacts: {personal-data: false, cloud: false, ai: true}\n"), patterns)
    states = conditions(patterns, [], {}, settled)
    assert {c: states[c].state for c in ("cloud", "personal-data", "ai", "algorithm", "digital")} == {
        "cloud": "absent", "personal-data": "absent", "ai": "established", "algorithm": "established", "digital": "established",
    }  # fmt: skip
    assert states["cloud"].because == "declared"
    states = conditions(patterns, [], {}, {"digital": False, "cloud": True})
    assert {s.state for s in states.values()} == {"absent"}


# ---- applying it -------------------------------------------------------------------------------------------


def judged(policy, patterns, text, *findings, **more):
    return apply(report(*findings, **more), policy(text), patterns).findings


def test_levels_set_severity_and_off_takes_out(policy, patterns):
    required, recommended, off = judged(
        policy, patterns,
        "requirements: {GOV-TRAINING: required, SOV-SCOPE: off}\nfamilies: {gdpr: recommended}\n",
        finding("GOV-TRAINING", severity="note"), finding("GDPR-33-2"), finding("SOV-SCOPE", "weak", "Les données utiles."),
    )  # fmt: skip
    assert (required.severity, recommended.severity) == ("error", "note")
    assert (off.verdict, off.why, off.evidence) == ("not-applicable", ("policy-off",), ())


def test_a_requirement_named_beats_its_family_and_the_profile(policy, patterns):
    text = "profile: annexe-rgpd\nfamilies: {governance: required, gdpr: off}\nrequirements: {SOV-SCOPE: required}\n"
    named, outside, family = judged(policy, patterns, text, finding("SOV-SCOPE"), finding("GOV-TRAINING"), finding("GDPR-33-2"))
    assert named.verdict == "missing"
    assert (outside.verdict, outside.why) == ("not-applicable", ("profile:annexe-rgpd",))
    assert (family.verdict, family.why) == ("not-applicable", ("policy-off",))


def test_required_on_a_probable_condition_stays_one_level_lower(policy, patterns):
    (found,) = judged(policy, patterns, "families: {gdpr: required}\n", finding("GDPR-33-2", why=("no-core", "probable")))
    assert found.severity == "warning"


def test_severity_is_overridden_by_verdict_and_by_family(policy, patterns):
    text = "severity:\n  gdpr: note\n  GDPR-33-2: {weak: error}\n"
    weak, missing, present = judged(
        policy, patterns, text, finding("GDPR-33-2", "weak", "x", severity="warning"), finding("GDPR-33-2"),
        finding("GDPR-33-2", "present", "x", severity="note"),
    )  # fmt: skip
    assert (weak.severity, missing.severity, present.severity) == ("error", "note", "note")


#: language, limit, passage → verdict, reason, confidence
PROMISES = [
    ("fr", "hours: 24", "Il notifie sous vingt-quatre (24) heures.", "present", "", "high"),
    ("fr", "hours: 24", "Il notifie au plus tard 72 heures après.", "weak", "slower:72 heures > 24 heures", "high"),
    ("fr", "hours: 24", "Il notifie sous deux jours.", "weak", "slower:deux jours > 24 heures", "high"),
    ("fr", "hours: 24", "Il notifie sous 24 heures ouvrées.", "weak", "slower:24 heures ouvrées > 24 heures", "high"),
    ("fr", "hours: 24", "Sous 12 heures ; rapport sous 9 jours.", "present", "several-limits:12 heures, 9 jours", "to-check"),
    ("fr", "hours: 24", "Il notifie sans délai.", "present", "no-figure:24 heures", "to-check"),
    ("fr", "hours: 24", "Il notifie sous [n] heures.", "present", "no-figure:24 heures", "to-check"),
    ("fr", "hours: 24", "Joignable 24 heures sur 24, il notifie sous 48 heures.", "weak", "slower:48 heures > 24 heures", "high"),
    ("en", "days: 2", "It shall notify within two (2) days.", "present", "", "high"),
    ("en", "days: 2", "It shall notify within 2 Working Days.", "weak", "slower:2 Working Days > 2 days", "high"),
    ("en", "hours: 24", "It updates every 4 hours and notifies within 36 hours.", "weak", "slower:36 hours > 24 hours", "high"),
]


@pytest.mark.parametrize(("language", "limit", "passage", "verdict", "reason", "confidence"), PROMISES)
def test_a_slower_promise_turns_into_weak(policy, patterns, language, limit, passage, verdict, reason, confidence):
    promise = finding("GDPR-33-2", "present", passage, severity="note", element="hours")
    (found,) = judged(policy, patterns, f"thresholds:\n  GDPR-33-2: {{{limit}}}\n", promise, language=language)
    assert (found.verdict, found.confidence) == (verdict, confidence)
    assert found.why == (("core", reason) if reason else ("core",))
    assert found.severity == ("warning" if verdict == "weak" else "note")


def test_applying_twice_is_applying_once(policy, patterns):
    p = policy("families: {gdpr: required}\nthresholds:\n  GDPR-33-2: {hours: 24}\n")
    once = apply(report(finding("GDPR-33-2", "present", "Sous 72 heures.", element="hours")), p, patterns)
    assert apply(once, p, patterns) == once


@pytest.mark.parametrize(
    ("fail_on", "blocked"),
    [
        ("error", {"GDPR-33-2"}),
        ("warning", {"GDPR-33-2", "SOV-SCOPE"}),
        ("note", {"GDPR-33-2", "SOV-SCOPE", "GOV-TRAINING"}),
        ("never", set()),
    ],
)
def test_fail_on_says_what_blocks_and_recommended_never_does(policy, patterns, fail_on, blocked):
    p = policy(f"fail-on: {fail_on}\nfamilies: {{responsible-digital: recommended}}\n")
    gaps = apply(
        report(
            finding("GDPR-33-2"), finding("SOV-SCOPE", severity="warning"), finding("GOV-TRAINING", severity="note"),
            finding("RSP-FOOTPRINT"), finding("GDPR-12", "present", "x"),
        ), p, patterns,
    ).findings  # fmt: skip
    assert {f.clause for f in gaps if blocks(f, p, levels(p, patterns))} == blocked


def test_facts_reach_the_judgement():
    from clausecheck import api
    from clausecheck.errors import UsageError
    from clausecheck.snippet import snippet

    document = snippet("Le présent contrat a pour objet le nettoyage des locaux de la commune par le titulaire.", "fr")
    found = api.judge([document], facts={"cloud": True, "experiment": False}, clauses=["SOV-SCOPE"])
    states = {c.id: c for c in found.conditions}
    assert states["cloud"] == ConditionFinding("cloud", "established", (), "declared")
    assert (states["digital"].state, states["experiment"].state) == ("established", "absent")
    with pytest.raises(UsageError):
        api.judge([document], facts={"clowd": True})
