"""Figures beside their floors, as a table and as JSON."""

import json
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One measured value; `floor` is what it is compared to, `limit` what `ratio` must keep to.

    `better` says which way `ratio` = value / floor has to lie from `limit`: `below` or `above`.
    A figure without a floor is compared to `limit` itself.  `note` says how it came about.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    better: str = "below"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over floor."""
        return self.value / self.floor if self.floor else None

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds; None where nothing is promised."""
        if self.limit is None:
            return None
        compared = self.value if self.ratio is None else self.ratio
        return compared <= self.limit if self.better == "below" else compared >= self.limit


def p95(values: list[float]) -> float:
    """What all but a twentieth of these lie below."""
    return statistics.quantiles(values, n=20)[-1]


def _shown(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def write(figures: list[Figure], path: Path | None) -> None:
    """Print the table and renew these figures in `path`, if any."""
    table = Table("what", "measured", "floor", "ratio", "promise", "kept", "note", title="Bowerbird bench")
    for figure in figures:
        table.add_row(
            figure.name,
            _shown(figure.value, figure.unit),
            "" if figure.floor is None else _shown(figure.floor, figure.unit),
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            "" if figure.limit is None else f"{'≤' if figure.better == 'below' else '≥'} {figure.limit:g}",
            {None: "", True: "yes", False: "NO"}[figure.kept],
            figure.note,
        )
    Console(width=160).print(table)
    if path is None:
        return
    measured = {
        figure.name: asdict(figure) | {"ratio": figure.ratio, "kept": figure.kept} for figure in figures
    }
    path.write_text(json.dumps(list((_known(path) | measured).values()), indent=1) + "\n")


def _known(path: Path) -> dict[str, Any]:
    """What an earlier run of other measurements wrote, by name."""
    if not path.exists():
        return {}
    return {figure["name"]: figure for figure in json.loads(path.read_text())}
