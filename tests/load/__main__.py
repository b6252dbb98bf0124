"""`script/bench`: measure, and print one table. Quiet the machine first; what else runs is measured too."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from tests.load.figures import FIGURES, QUICK, Effort, Figure, machine


def main() -> int:
    """Measure what was asked for; 1 if a target was missed."""
    options = _options()
    effort = Effort(1, 6, 0.5) if options.quick else Effort(options.repeats, options.seconds, options.minutes)
    title = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine()}"
    figures = []
    for name in options.only or (QUICK if options.quick else FIGURES):
        print(f"measuring: {name}", file=sys.stderr)
        for figure in FIGURES[name](effort):
            print(f"  {figure.name}: {figure.measured}", file=sys.stderr)
            figures.append(figure)
    if options.json:
        print(json.dumps({"title": title, "figures": [asdict(figure) for figure in figures]}, indent=2))
    else:
        print(f"{title}\n\n{table(figures)}")
    return int(any(figure.met is False for figure in figures))


def table(figures: list[Figure]) -> str:
    """The figures as a table in Markdown, its columns aligned."""
    verdicts = {True: "met", False: "missed", None: ""}
    rows = [("figure", "measured", "target", "verdict")]
    rows += [(figure.name, figure.measured, figure.target, verdicts[figure.met]) for figure in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    rows.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]  # four of them
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"once, and only {', '.join(QUICK)}")
    parser.add_argument("--only", nargs="+", choices=FIGURES, metavar="NAME", help=f"some of {', '.join(FIGURES)}")
    parser.add_argument("--repeats", type=int, default=3, help="how often each comparison is made; medians count")
    parser.add_argument("--seconds", type=float, default=10, help="how long one run listens")
    parser.add_argument("--minutes", type=float, default=10, help="how long the class and the stage last")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
