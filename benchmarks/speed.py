"""Wall time and memory of ``clausecheck check``, side by side with pdfplumber's and pdfium's plain text extraction.

Usage: python benchmarks/speed.py FILE... [--runs N]

Every command is a whole process, start-up included; the runs are interleaved so that a slow moment of the machine
touches all of them. Prints the median of the wall times in seconds and the peak memory in MB.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "clausecheck check": [sys.executable, "-m", "clausecheck", "check", "--format", "json", "{file}"],
    "pdfplumber extract_text": [
        sys.executable,
        "-c",
        "import sys, pdfplumber\nwith pdfplumber.open(sys.argv[1]) as pdf:\n    [page.extract_text() for page in pdf.pages]",
        "{file}",
    ],
    "pypdfium2 get_text_range": [
        sys.executable,
        "-c",
        "import sys, pypdfium2\npdf = pypdfium2.PdfDocument(sys.argv[1])\n"
        "[pdf[n].get_textpage().get_text_range() for n in range(len(pdf))]",
        "{file}",
    ],
}


def measure(command: list[str]) -> tuple[float, float]:
    """(wall seconds, peak MB of the largest process of the command)."""
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os._exit(1 if done.returncode > 3 or peak == 0 else 0)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Measure every command on every file and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    for file in args.files:
        names = [n for n in COMMANDS if file.lower().endswith(".pdf") or n == "clausecheck check"]
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
        for _ in range(args.runs):
            for name in names:
                taken[name].append(measure([part.format(file=file) for part in COMMANDS[name]]))
        print(os.path.basename(file))
        for name, values in taken.items():
            wall, memory = statistics.median(v[0] for v in values), max(v[1] for v in values)
            print(f"  {name:28} {wall:6.2f} s   {memory:6.0f} MB")


if __name__ == "__main__":
    main()
