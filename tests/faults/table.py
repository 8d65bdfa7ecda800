"""The numbered faults, and the table of what a run of the campaign counted."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

CASE = "case of the campaign"  # a property of the report, for the test may run in another process
COLUMNS = ("files", "faults", "rows", "again", "most", "sent_again", "fenced", "failed")


@dataclass
class Case:
    """One case: the number of its fault, its promise in words, what was counted, and how it ended."""

    fault: str
    promise: str
    counts: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    passed: bool = False

    def count(self, **counts: float) -> None:
        """Note figures for the table; those that are no column are told at the end of the line."""
        self.counts |= counts

    @property
    def number(self) -> int:
        return int(self.fault.removeprefix("F"))


def ended(reports: Iterable[object]) -> list[Case]:
    """The cases among what has ended, whichever process ran them."""
    told = (told for report in reports for told in getattr(report, "user_properties", ()))
    return [Case(**case) for name, case in told if name == CASE]


def lines(cases: Iterable[Case]) -> list[str]:
    """The table for a terminal, in the order of the faults."""
    ordered = sorted(cases, key=lambda case: (case.number, case.promise))
    head = f"{'':4} {'':6} {'s':>6} " + " ".join(f"{name:>10}" for name in COLUMNS) + "  case"
    return [head, *map(_line, ordered)]


def _line(case: Case) -> str:
    told = " ".join(f"{_figure(case.counts.get(name)):>10}" for name in COLUMNS)
    more = ", ".join(f"{name} {_figure(one)}" for name, one in case.counts.items() if name not in COLUMNS)
    end = f"{case.promise} ({more})" if more else case.promise
    return f"{case.fault:4} {'passed' if case.passed else 'FAILED':6} {case.seconds:6.1f} {told}  {end}"


def _figure(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}".rstrip("0").rstrip(".")


def write(cases: Iterable[Case], file: Path) -> None:
    """Keep the figures for later comparison."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(case) for case in cases], indent=1) + "\n")
