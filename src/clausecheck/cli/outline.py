"""``clausecheck outline``: what was read of a file, how it was cut, and what could not be read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clausecheck.cli.app import Lang, app, fail, interface_language
from clausecheck.errors import EXIT_OK, EXIT_UNREADABLE, ClausecheckError


@app.command()
def outline(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the messages.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Print every sentence with its kind, too.")] = False,
) -> None:
    """Show what was read of a file and how it was cut into articles, with what could not be read."""
    language = lang.value if lang else interface_language()
    try:
        from clausecheck import api
        from clausecheck.report.words import word
        from clausecheck.segment import segment

        document = api.start_reading([file]).documents()[0]
    except ClausecheckError as error:
        raise fail(error, language) from None

    def w(key: str) -> str:
        return word(key, language)

    out = sys.stdout.write
    cut = segment(document, 0)
    out(f"{document.name}: {document.format}, {w(document.language or 'fr')}, {len(document.text)} {w('characters').lower()}")
    out(f", {document.pages} {w('pages').lower()}\n" if document.pages else "\n")
    out(f"sha256 {document.sha256}\n\n{w('read')}\n")
    for line in document.ledger:
        out(f"  {line.container:28} {w(line.layer) if line.layer != 'note' else w('note-label'):12} {line.characters:8}\n")
    out(f"\n{w('unread')}\n")
    for u in document.unread:
        out(f"  {u.where}: {u.message_fr if language == 'fr' else u.message_en}\n")
    if not document.unread:
        out(f"  {w('nothing-unread')}\n")
    out(f"\n{w('contents')}\n")
    kinds: dict[int, dict[str, int]] = {}
    for s in cut.sentences:
        by = kinds.setdefault(s.clause, {})
        by[s.kind] = by.get(s.kind, 0) + 1
    for clause in cut.clauses:
        inside = kinds.get(clause.index, {})
        if not clause.name and not inside:
            continue
        page = document.blocks[clause.first_block].page if clause.first_block < len(document.blocks) else None
        counted = ", ".join(f"{k} {n}" for k, n in inside.items() if k != "heading")
        out(f"  {'  ' * max(0, clause.level - 1)}{clause.name or '-'}{f'  [p. {page}]' if page else ''}  ({counted})\n")
        if text:
            for s in cut.sentences:
                if s.clause == clause.index and s.kind != "heading":
                    out(f"  {'  ' * clause.level}  {s.kind}: {' '.join(document.text[s.start : s.end].split())}\n")
    raise typer.Exit(EXIT_UNREADABLE if document.unread else EXIT_OK)
