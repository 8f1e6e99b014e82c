"""``clausecheck init``: a few questions, in French or in English, and a policy file that answers them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.errors import ClausecheckError, UsageError

if TYPE_CHECKING:
    from clausecheck.model import Language
    from clausecheck.requirements import Patterns

#: The built-in policy that a new one extends, by language.
HOUSE = {"fr": "builtin:fr-collectivite", "en": "builtin:en-public-buyer"}
Answer = TypeVar("Answer", int, bool)
_YES, _NO = {"o", "oui", "y", "yes"}, {"n", "non", "no"}

_TEXT: Mapping[str, tuple[str, str]] = {
    "profile": ("Type de contrat (numéro, ou Entrée si aucun ne convient) :", "Type of contract (number, or Enter for none):"),
    "number": ("Répondez par un numéro de 1 à {0}, ou Entrée.", "Answer with a number from 1 to {0}, or Enter."),
    "facts": (
        "Pour chaque question : o = oui, n = non, Entrée = le texte du contrat en décidera.",
        "For each question: y = yes, n = no, Enter = the text of the contract will tell.",
    ),
    "answer": ("Répondez o, n ou Entrée.", "Answer y, n or Enter."),
    "involves": ("Le contrat met-il en jeu : {0} ?", "Does the contract involve: {0}?"),
    "stopped": ("Questions interrompues ; rien n'est écrit.", "Questions interrupted; nothing was written."),
    "written": ("{0} écrit : {1}, {2} fait(s) tranché(s).", "{0} written: {1}, {2} fact(s) settled."),
    "no-profile": ("sans profil (le texte du contrat en décide)", "no profile (the contract's text will tell)"),
    "head": (
        "# Politique de relecture des contrats. Son effet : clausecheck policy show. La vérifier : clausecheck policy check.",
        "# How contracts are checked. What it comes to: clausecheck policy show. To check it: clausecheck policy check.",
    ),
    "open": (
        "# Conditions laissées au texte du contrat ; écrire « nom: true » ou « nom: false » sous facts pour trancher :",
        "# Conditions left to the contract's text; write 'name: true' or 'name: false' under facts to settle one:",
    ),
}  # fmt: skip


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write clausecheck.yaml.")] = Path("."),
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: the built-in policy, the profile given or none, no fact settled.")
    ] = False,
    profile: Annotated[str, typer.Option("--profile", help="The type of contract, for example saas-cloud.")] = "",
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the questions.")] = None,
) -> None:
    """Ask what only the buyer knows and write clausecheck.yaml; never over an existing one."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.policy import FILE_NAME

        target = folder / FILE_NAME
        if target.exists():
            raise UsageError(f"{target}: already there; nothing was written.", f"{target} : existe déjà ; rien n'est écrit.")
        patterns = api.load_patterns()
        if profile and profile not in patterns.contract_types:
            names = ", ".join(patterns.contract_types)
            raise UsageError(f"No profile {profile!r}. There are: {names}.", f"Pas de profil « {profile} ». Il y a : {names}.")
        facts: dict[str, bool] = {}
        if not yes:
            profile = profile or _ask_profile(patterns, language)
            facts = _ask_facts(patterns, profile, language)
        _write_new(target, policy_text(patterns, profile, facts, language))
    except ClausecheckError as error:
        raise fail(error, language) from None
    at = 0 if language == "fr" else 1
    sys.stdout.write(_TEXT["written"][at].format(target, profile or _TEXT["no-profile"][at], len(facts)) + "\n")


def _ask_profile(patterns: Patterns, language: Language) -> str:
    at = 0 if language == "fr" else 1
    names = list(patterns.contract_types)
    for n, name in enumerate(names, 1):
        sys.stdout.write(f"{n:3} {patterns.contract_types[name].title[language]} ({name})\n")

    def read(answer: str) -> int | None:
        return int(answer) if answer.isdecimal() and 1 <= int(answer) <= len(names) else None

    chosen = _ask(_TEXT["profile"][at], read, _TEXT["number"][at].format(len(names)), language)
    return names[chosen - 1] if chosen else ""


def _ask_facts(patterns: Patterns, profile: str, language: Language) -> dict[str, bool]:
    """Ask for each condition that neither the profile nor an earlier answer settles."""
    at = 0 if language == "fr" else 1
    asked = questions(language)
    sys.stdout.write(_TEXT["facts"][at] + "\n")
    presumed = set(patterns.contract_types[profile].presumed_conditions) if profile else set()
    facts: dict[str, bool] = {}
    order = {name: n for n, name in enumerate(asked)}
    wanted = relevant(patterns, profile)
    for condition in sorted((c for c in patterns.conditions if c.id in wanted), key=lambda c: (not c.base, order.get(c.id, 99))):
        holds = presumed | {c for c, yes in facts.items() if yes}
        if condition.id in presumed or (profile and condition.base) or holds & set(condition.implied_by):
            continue
        if any(facts.get(needed) is False for needed in condition.requires):
            continue
        title = condition.languages[language].title if language in condition.languages else condition.id
        question = asked.get(condition.id) or _TEXT["involves"][at].format(title)
        answer = _ask(question, _yes_or_no, _TEXT["answer"][at], language)
        if answer is not None:
            facts[condition.id] = answer
        if condition.base and answer is False:
            break  # nothing applies without it
    return facts


def relevant(patterns: Patterns, profile: str) -> frozenset[str]:
    """The conditions that change something for a profile: those of the requirements that it may call for."""
    out = {c.id for c in patterns.conditions if c.base}
    for requirement in patterns.requirements:
        clause = requirement.clause
        types = [t for names in clause.applicability.contract_types.values() for t in names]
        if profile and profile not in types:
            continue
        out.update(c for ground in clause.applicability.any_of for c in ground.all_of)
        out.update(c for element in clause.elements if element.when for c in element.when.any_of)
        out.update(modifier.condition for modifier in clause.severity.modifiers)
    return frozenset(out)


def questions(language: Language) -> Mapping[str, str]:
    """The questions of a language, by condition."""
    from clausecheck.patterns import builtin_dir
    from clausecheck.yamlfile import parse

    path = builtin_dir() / "policies" / "questions" / f"{language}.yaml"
    return parse(path.read_bytes(), path) if path.is_file() else {}


def _yes_or_no(answer: str) -> bool | None:
    return True if answer.lower() in _YES else False if answer.lower() in _NO else None


def _ask(question: str, read: Callable[[str], Answer | None], hint: str, language: Language) -> Answer | None:
    """Ask until the answer can be read; None for an empty answer. Raises UsageError when there is no one to answer."""
    while True:
        sys.stdout.write(question + " ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stdout.write("\n")
            raise UsageError(_TEXT["stopped"][1] + " --yes asks nothing.", _TEXT["stopped"][0] + " --yes ne demande rien.")
        if not line.strip():
            return None
        answer = read(line.strip())
        if answer is not None:
            return answer
        sys.stdout.write(hint + "\n")


def policy_text(patterns: Patterns, profile: str, facts: Mapping[str, bool], language: Language) -> str:
    """The policy file, with what was left open in comments."""
    at = 0 if language == "fr" else 1
    out = [_TEXT["head"][at], f"extends: {HOUSE[language]}"]
    if profile:
        out.append(f"profile: {profile}  # {patterns.contract_types[profile].title[language]}")
    settled = {*facts, *(patterns.contract_types[profile].presumed_conditions if profile else ())}
    if facts:
        out += ["facts:", *(f"  {key}: {str(value).lower()}" for key, value in facts.items())]
    wanted = relevant(patterns, profile)
    left = [c.id for c in patterns.conditions if c.id in wanted and c.id not in settled]
    out += [_TEXT["open"][at], *(f"#   {line}" for line in _rows(left))]
    return "\n".join(out) + "\n"


def _rows(names: list[str]) -> list[str]:
    import textwrap

    return textwrap.wrap(", ".join(names), 100, break_on_hyphens=False)


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or "?"
        raise UsageError(f"{path}: cannot be written ({reason}).", f"{path} : écriture impossible ({reason}).") from None
