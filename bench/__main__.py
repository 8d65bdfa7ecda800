"""`make bench`: every measurement, or those named on the command line.

With `--only` or `--files`, `results.json` is left as it is.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bench import dispatch, intake, latency, pages, queue, search
from bench.options import Options
from bench.report import Figure, write

MEASUREMENTS: dict[str, Callable[[Options], Iterator[Figure]]] = {
    "intake": lambda options: intake.measure(options.folder),
    "queue": lambda options: queue.measure(options.folder),
    "latency": lambda options: latency.measure(options.folder),
    "dispatch": lambda options: dispatch.measure(options.folder),
    "pages": pages.measure,
    "search": search.measure,
}


def main(words: list[str]) -> int:
    """Measure, print, renew `results.json`; 1 where a promise was not kept."""
    given = _parser().parse_args(words)
    options = Options(Path(), given.keep, given.only, tuple(given.files or Options.sizes), given.faces)
    figures: list[Figure] = []
    results = None if given.only or given.files else Path(__file__).parent / "results.json"
    if results and not given.parts:
        results.unlink(missing_ok=True)
    for name in given.parts or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="bowerbird-bench-") as folder:
            figures.append(_load(name))
            for figure in MEASUREMENTS[name](replace(options, folder=Path(folder))):
                print(f"{figure.name}: {figure.value:.3g} {figure.unit}  {figure.note}", flush=True)
                figures.append(figure)
    write(figures, results)
    return 1 if any(figure.kept is False for figure in figures) else 0


def _load(name: str) -> Figure:
    """How busy the machine was with other things before a part began."""
    return Figure(f"load of the machine before `{name}`, one minute", os.getloadavg()[0], "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(MEASUREMENTS)}; all by default")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep large libraries here, and use them")
    parser.add_argument("--only", default="", metavar="REGEX", help="only pages and searches of such a name")
    parser.add_argument("--files", type=int, action="append", metavar="N", help="so large a library instead")
    parser.add_argument("--faces", type=int, default=Options.faces, metavar="N", help="faces of `search`")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
