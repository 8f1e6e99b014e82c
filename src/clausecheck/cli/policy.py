"""``clausecheck policy``: check a policy, show what it comes to and where each value comes from."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.errors import ClausecheckError, UsageError

if TYPE_CHECKING:
    from clausecheck.policy import Policy
    from clausecheck.requirements import Patterns

policy_app = typer.Typer(help="Check or show the policy of a buyer.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(policy_app, name="policy")

File = Annotated[
    str | None,
    typer.Argument(metavar="[POLICY]", help="A policy, or builtin:NAME [default: clausecheck.yaml, found upward from here]."),
]
PatternsOption = Annotated[Path | None, typer.Option("--patterns", help="A folder of patterns to add.")]
LangOption = Annotated[Lang | None, typer.Option("--lang", help="Language of the messages.")]


@policy_app.command("check")
def check(file: File = None, patterns: PatternsOption = None, lang: LangOption = None) -> None:
    """Say whether a policy can be used; the first mistake with its line."""
    language = lang.value if lang else interface_language()
    try:
        loaded, _ = _load(file, patterns)
    except ClausecheckError as error:
        raise fail(error, language) from None
    names = " < ".join(layer.name for layer in reversed(loaded.layers))
    sys.stdout.write(f"{names} : politique valide\n" if language == "fr" else f"{names}: valid policy\n")


@policy_app.command("show")
def show(
    file: File = None,
    patterns: PatternsOption = None,
    all_: Annotated[bool, typer.Option("--all", help="Also the requirements left to the catalogue.")] = False,
    lang: LangOption = None,
) -> None:
    """Show every value that is used and where it comes from."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck.policy_apply import effective

        loaded, known = _load(file, patterns)
    except ClausecheckError as error:
        raise fail(error, language) from None
    for setting in effective(loaded, known):
        if all_ or setting.value != "standard":
            sys.stdout.write(f"{setting.key:36} {setting.value:24} {setting.source}\n")


@policy_app.command("schema")
def schema(patterns: PatternsOption = None) -> None:
    """Print the JSON Schema of the policy file, for editors."""
    try:
        from clausecheck import api
        from clausecheck.policy import schema as json_schema

        text = json.dumps(json_schema(api.load_patterns(patterns)), ensure_ascii=False, indent=1)
    except ClausecheckError as error:
        raise fail(error, interface_language()) from None
    sys.stdout.write(text + "\n")


def _load(file: str | None, extra: Path | None) -> tuple[Policy, Patterns]:
    from clausecheck import api
    from clausecheck.policy import BUILTIN, find, load, load_builtin

    patterns = api.load_patterns(extra)
    if file is not None and file.startswith(BUILTIN):
        return load_builtin(file.removeprefix(BUILTIN), patterns), patterns
    path = Path(file) if file is not None else find(Path.cwd())
    if path is None:
        raise UsageError(
            "No clausecheck.yaml here or above: 'clausecheck init' writes one.",
            "Pas de clausecheck.yaml ici ni au-dessus : « clausecheck init » en écrit un.",
        )
    return load(path, patterns), patterns
