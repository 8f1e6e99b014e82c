"""The verdict of the gate on one screen: what blocks first, then what was waived, what was not read, what is open."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from clausecheck.errors import EXIT_BLOCKING, EXIT_OK, EXIT_UNREADABLE
from clausecheck.gate import EXIT_WAIVER, Outcome, Run
from clausecheck.model import Evidence, Finding, HygieneIssue, Language
from clausecheck.report.dossier import open_conflicts
from clausecheck.report.parts import place
from clausecheck.report.unsettled import by_gravity, grouped, in_context, issue_title
from clausecheck.report.words import condition_title, word
from clausecheck.requirements import Patterns

_LINES = 8  # entries of a list before "and n more"
_WIDTH = 110

_VERDICTS: Mapping[int, tuple[str, str]] = {
    EXIT_OK: ("RIEN NE BLOQUE", "NOTHING BLOCKS"),
    EXIT_BLOCKING: ("BLOQUÉ", "BLOCKED"),
    EXIT_UNREADABLE: ("NON VÉRIFIABLE", "NOT VERIFIABLE"),
    EXIT_WAIVER: ("DÉROGATIONS À REVOIR", "WAIVERS TO REVIEW"),
}
_TEXT: Mapping[str, tuple[str, str]] = {
    "blocking": ("Ce qui bloque", "What blocks"),
    "known": ("Écarts déjà dans le rapport de référence", "Gaps that the baseline already has"),
    "waived": ("Dérogations en vigueur", "Waivers that hold"),
    "until": ("jusqu'au {0} exclu, {1} : {2}", "until {0} excluded, {1}: {2}"),
    "problems": ("Dérogations à revoir", "Waivers to review"),
    "unread": ("Ce qui n'a pas été lu", "What was not read"),
    "unverifiable": ("Non vérifiables : {0}", "Not verifiable: {0}"),
    "absent": ("Pièces et annexes citées et non fournies : {0}", "Pieces and annexes named and not supplied: {0}"),
    "conflicts": ("Conflits à trancher entre passages : {0}", "Conflicts between passages to be settled: {0}"),
    "skipped": ("Fichiers du dossier qui ne sont pas des textes : {0}", "Files of the dossier that are no text documents: {0}"),
    "rest": ("Autres écarts, qui ne bloquent pas : {0}", "Other gaps, which do not block: {0}"),
    "idle": ("Exigées par la politique, sans objet ici : {0}", "Required by the policy, not applicable here: {0}"),
    "open": ("À trancher dans « facts » de la politique : {0}", "To settle in the policy's facts: {0}"),
    "blocking-issues": ("Hygiène qui bloque", "Hygiene that blocks"),
    "rest-issues": ("Hygiène, sans bloquer : {0}", "Hygiene, which does not block: {0}"),
    "more": ("… et {0} de plus", "… and {0} more"),
    "policy": ("Politique : {0}", "Policy: {0}"),
    "no-policy": (
        "aucun clausecheck.yaml ; valeurs du catalogue, seuls les écarts bloquants arrêtent",
        "no clausecheck.yaml; the catalogue's values, only blocking gaps stop",
    ),
    "profile": ("profil {0}", "profile {0}"),
    "fail-on": ("arrêt à partir de : {0}", "stops from: {0}"),
    "date": ("date : {0}", "date: {0}"),
    "never": ("jamais", "never"),
}


def screen(done: Run, language: Language) -> str:
    """The verdict of every dossier as text."""
    return "\n".join("\n".join(_one(outcome, done, language)) for outcome in done.outcomes) + "\n"


def _one(outcome: Outcome, done: Run, lang: Language) -> list[str]:
    at = 0 if lang == "fr" else 1
    colon = " : " if lang == "fr" else ": "

    def say(key: str, *values: object) -> str:
        return _TEXT[key][at].format(*values)

    out = [f"{_VERDICTS[outcome.code][at]} ({outcome.code}){colon}{outcome.dossier.name}", f"  {_settings(done, lang)}"]

    def listed(title: str, lines: Sequence[str]) -> None:
        if lines:
            out.append(f"{title} ({len(lines)})")
            out.extend(line if len(line) <= _WIDTH else line[: _WIDTH - 2].rstrip() + " …" for line in lines[:_LINES])
            if len(lines) > _LINES:
                out.append("  " + say("more", len(lines) - _LINES))

    def gap(f: Finding) -> str:
        return f"  {f.clause:20} {word(f.verdict, lang):12} {_title(f, done.patterns, lang)}{_place(f, lang)}"

    listed(say("blocking"), [gap(f) for f in outcome.blocking])
    listed(say("blocking-issues"), _issues(outcome.blocking_issues, outcome, lang))
    listed(
        say("problems"),
        [f"  {p.place} {p.requirement}{colon}{p.message_fr if lang == 'fr' else p.message_en}".splitlines()[0]
         for p in outcome.report.waiver_problems],
    )  # fmt: skip
    unread = [(d.name, u) for d in outcome.report.documents for u in d.unread]
    listed(say("unread"), [f"  {n}, {u.where}{colon}{u.message_fr if lang == 'fr' else u.message_en}" for n, u in unread])
    listed(
        say("waived"),
        [f"  {f.clause:20} {word(f.verdict, lang):12} {say('until', f.waiver.expires, f.waiver.approver, f.waiver.reason)}"
         for f in outcome.waived if f.waiver]
        + [f"  {i.id:20} {in_context(i)[:40]} {say('until', i.waiver.expires, i.waiver.approver, i.waiver.reason)}"
           for i in outcome.report.hygiene or () if i.waiver],
    )  # fmt: skip
    listed(say("known"), [*(gap(f) for f in outcome.known), *_issues(outcome.known_issues, outcome, lang)])
    shown = {id(f) for f in (*outcome.blocking, *outcome.known, *outcome.waived, *outcome.unverifiable)}
    others = [f for f in outcome.report.findings if f.verdict in ("contrary", "missing", "weak") and id(f) not in shown]
    counted = {v: sum(f.verdict == v for f in others) for v in ("contrary", "missing", "weak")}
    rest = ", ".join(f"{n} {word(v, lang)}" for v, n in counted.items() if n)
    told = {id(i) for i in (*outcome.blocking_issues, *outcome.known_issues)}
    mild = grouped([i for i in by_gravity(outcome.report) if id(i) not in told])
    for key, values in (
        ("unverifiable", [f.clause for f in outcome.unverifiable]),
        ("rest", [rest] if rest else []),
        ("rest-issues", [f"{len(inside)} {identifier}" for (identifier, _), inside in mild.items()]),
        ("idle", list(outcome.idle)),
        ("open", [f"{c} ({condition_title(done.patterns, c, lang)})" for c in outcome.open]),
        ("absent", [a.name for a in outcome.report.dossier.absent]),
        ("conflicts", list(dict.fromkeys(r for c in open_conflicts(outcome.report) for r in c.requirements))),
        ("skipped", [p.name for p in outcome.dossier.skipped]),
    ):
        if values:
            out += textwrap.wrap(say(key, ", ".join(values)), _WIDTH, subsequent_indent="  ", max_lines=3, placeholder=" …")
    return out


def _issues(issues: Sequence[HygieneIssue], outcome: Outcome, lang: Language) -> list[str]:
    """One line per check: how many, and the first place."""
    out = []
    for (identifier, _), inside in grouped(issues).items():
        first = inside[0]
        colon = " : « {} »" if lang == "fr" else ': "{}"'
        where = place(first.evidence, outcome.report) + colon.format(in_context(first))
        out.append(f"  {identifier:20} {len(inside):>3} {issue_title(first, lang)} – {where}")
    return out


def _settings(done: Run, lang: Language) -> str:
    at = 0 if lang == "fr" else 1
    policy = done.policy
    name = policy.layers[-1].name if policy.layers else _TEXT["no-policy"][at]
    parts = [_TEXT["policy"][at].format(name)]
    if policy.profile:
        parts.append(_TEXT["profile"][at].format(policy.profile))
    if policy.layers:
        threshold = _TEXT["never"][at] if policy.fail_on == "never" else word(policy.fail_on, lang)
        parts.append(_TEXT["fail-on"][at].format(threshold))
    parts.append(_TEXT["date"][at].format(done.request.today.isoformat()))
    return " · ".join(parts)


def _title(finding: Finding, patterns: Patterns, lang: Language) -> str:
    requirement = next((r for r in patterns.requirements if r.id == finding.clause), None)
    return requirement.languages[lang].title if requirement and lang in requirement.languages else ""


def _place(finding: Finding, lang: Language) -> str:
    shown: Evidence | None = next((e for e in finding.evidence if e.role == "against"), next(iter(finding.evidence), None))
    if shown is None:
        return ""
    page = f", {word('page', lang)} {shown.page}" if shown.page else ""
    return f" – {shown.where or shown.document}{page}"
