"""Write patterns/accuracy.json: how often each requirement is judged right on labelled contracts, by language.

Usage: python benchmarks/clause_accuracy.py LABELS_DIR FILES_DIR > patterns/accuracy.json

LABELS_DIR holds one YAML file a contract (``unit``, ``language``, ``files``, ``clauses`` with ``verdict`` and
``confidence``; labels of low confidence are left out). The labelled contracts are not part of this project.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import yaml

from clausecheck import check, load_patterns

FOUND = {"present", "weak", "contrary"}


def main() -> None:
    """Print the file."""
    labels, files = Path(sys.argv[1]), Path(sys.argv[2])
    patterns = load_patterns()
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0, 0]))
    for path in sorted(labels.glob("*.yaml")):
        label = yaml.safe_load(path.read_text(encoding="utf-8"))
        report = check([files / name for name in label["files"]], patterns=patterns)
        for finding in report.findings:
            wanted = label["clauses"].get(finding.clause)
            if wanted is None or wanted["confidence"] == "low":
                continue
            row = rows[finding.clause][label["language"]]
            ours, theirs = finding.verdict in FOUND, wanted["verdict"] in FOUND
            for n, true in enumerate((True, finding.verdict == wanted["verdict"], ours and theirs, ours, theirs)):
                row[n] += true
    lines = [f' "{r}": {json.dumps({k: rows[r][k] for k in sorted(rows[r])})}' for r in sorted(rows)]
    print('{"columns": ["n", "exact", "agreed", "found", "there"], "requirements": {\n' + ",\n".join(lines) + "\n}}")


if __name__ == "__main__":
    main()
