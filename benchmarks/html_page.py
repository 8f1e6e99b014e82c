"""The HTML report in a real browser: accessibility (axe-core), and a first page that prints on one sheet of A4.

    python benchmarks/html_page.py --axe node_modules/axe-core/axe.min.js [--chromium chromium] FILE... [-- FILE...]

Each group of files, separated by ``--``, is one contract (default: two of the sample contracts). Every report is rendered
in French and in English, light and dark, wide and narrow. axe-core is not part of the project (``npm install axe-core``);
without ``--axe`` only the print is checked. Exit code 1 when there is a violation, or a first page that overflows.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import groupby
from pathlib import Path

import pypdfium2

from clausecheck import check
from clausecheck.model import Report
from clausecheck.report import render
from clausecheck.report.words import word

ROOT = Path(__file__).parents[1] / "sample_contracts"
SAMPLES = [[ROOT / "fr-plateforme-territoire/contract.docx"], [ROOT / "en-city-platform/contract.docx"]]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = {"light": "1", "dark": "0"}  # Blink's PreferredColorScheme
_CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_RUN = """axe.run(document, {runOnly: %s}).then(function (r) {
  function brief(list) { return list.map(function (v) { return [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200), (v.nodes[0].any[0] || {}).message]; }); }
  var out = JSON.stringify({violations: brief(r.violations), incomplete: brief(r.incomplete), passes: r.passes.length,
    dark: matchMedia("(prefers-color-scheme: dark)").matches, shown: document.getElementById("shown").textContent});
  var pre = document.createElement("pre"); pre.id = "axe-result"; pre.textContent = out; document.body.replaceChildren(pre); });"""


def browse(chromium: str, page: Path, *options: str) -> str:
    """What the browser writes on standard output."""
    fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000"]
    return subprocess.run([chromium, *fixed, *options, page.as_uri()], capture_output=True, text=True, check=True, timeout=300).stdout


def accessibility(page: str, axe: str, chromium: str, folder: Path, scheme: str, width: int) -> dict[str, object]:
    """The result of axe on the page, in a window of ``width`` pixels. The page's own policy would stop axe: it is taken out."""
    script = (axe + "\n" + _RUN % json.dumps(TAGS)).replace("</script", "<\\/script")
    file = folder / "page.html"
    file.write_text(_CSP.sub("", page).replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    dom = browse(chromium, file, "--dump-dom", f"--window-size={width},1000", f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}")
    found = re.search(r'<pre id="axe-result">(.*?)</pre>', dom, re.DOTALL)
    if found is None:
        raise SystemExit(f"axe gave no result: {dom[:300]}")
    result: dict[str, object] = json.loads(html.unescape(found[1]))
    return result


def first_pages(page: str, chromium: str, folder: Path, count: int = 2) -> list[str]:
    """The text of the first printed pages."""
    file, pdf = folder / "print.html", folder / "print.pdf"
    file.write_text(page, encoding="utf-8")
    browse(chromium, file, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    document = pypdfium2.PdfDocument(pdf)
    texts = [document[n].get_textpage().get_text_bounded() for n in range(min(count, len(document)))]
    document.close()
    return texts


def one_sheet(report: Report, chromium: str, folder: Path) -> bool:
    """Whether the synthesis is the first printed page, whole, and nothing but it."""
    first, second = first_pages(render(report, "html"), chromium, folder)
    last = word("disclaimer", report.language).split()[-1]
    return word("synthesis", report.language) in first and last in first and last not in second and word("read", report.language) in second


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--axe", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome") or "chromium")
    parser.add_argument("files", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    contracts = [[Path(f) for f in group] for cut, group in groupby(options.files, key=lambda f: f == "--") if not cut] or SAMPLES
    axe = options.axe.read_text(encoding="utf-8") if options.axe else ""
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for files in contracts:
            for language in ("fr", "en"):
                report = check(files, language=language)
                page = render(report, "html")
                fits = one_sheet(report, options.chromium, folder)
                bad += not fits
                print(f"{' + '.join(f.name for f in files)} [{language}] {len(page)} characters, first page {'fits' if fits else 'OVERFLOWS'}")
                for scheme in SCHEMES if axe else ():
                    for width in (1600, 420):
                        r = accessibility(page, axe, options.chromium, folder, scheme, width)
                        assert r["dark"] == (scheme == "dark")
                        bad += len(r["violations"])  # type: ignore[arg-type]
                        print(f"  {scheme} {width} px: violations {r['violations']} · to review {r['incomplete']} · {r['passes']} rules passed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
