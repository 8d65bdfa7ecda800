"""`make bench`: every measurement, or those named on the command line."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import dispatch, intake, latency, pages, queue
from bench.report import Figure, write

MEASUREMENTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "intake": intake.measure,
    "queue": queue.measure,
    "latency": latency.measure,
    "dispatch": dispatch.measure,
    "pages": pages.measure,
}


def main(names: list[str]) -> int:
    """Measure, print, renew `results.json`; 1 where a promise was not kept."""
    figures: list[Figure] = []
    results = Path(__file__).parent / "results.json"
    if not names:
        results.unlink(missing_ok=True)
    for name in names or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="bowerbird-bench-") as folder:
            for figure in MEASUREMENTS[name](Path(folder)):
                print(f"{figure.name}: {figure.value:.3g} {figure.unit}", flush=True)
                figures.append(figure)
    write(figures, results)
    return 1 if any(figure.kept is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
