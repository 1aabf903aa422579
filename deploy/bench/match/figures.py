"""Draws the figures of docs/matching.md: `python -m deploy.bench.match.figures FIGURES.json FOLDER`.

Matplotlib, into SVG with text as text. Colours are Okabe and Ito's, which colour-blind readers tell apart; every
contender has its own line style and marker besides, so that the figures read without colour and on a phone.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

STYLES = {
    "ours": ("Golden Thread", "#0072B2", "-", "o"),
    "splink": ("Splink 5, tuned", "#D55E00", "--", "s"),
    "splink-our-levels": ("Splink 5, our levels", "#009E73", "-.", "^"),
    "recordlinkage": ("recordlinkage", "#CC79A7", ":", "D"),
    "cached-sql": ("Postgres, cached Splink SQL", "#E69F00", "--", "s"),
    "splink-duckdb": ("Splink 5 on DuckDB", "#D55E00", "-.", "^"),
}
OTHER = ("", "#56B4E9", "-", "v")
DOTS = (0, (1, 2))
"""The line of pairs that did not compete."""
PHONE = (6.0, 4.2)
"""Inches, at the size of type below: readable at 360 pixels' width."""


def main(figures: Path, folder: Path) -> int:
    """Draw what there is."""
    found = json.loads(figures.read_text(encoding="utf-8"))
    _set_up()
    for data in dict.fromkeys(one["data"] for one in found["ran"]):
        _curves([one["outcome"] for one in found["ran"] if one["data"] == data and one["outcome"]], data, folder)
    if found.get("latency"):
        _latency([one for one in found["latency"] if not one["fault"] and one["histogram"]], folder)
    _waterfall(folder)
    return 0


def _set_up() -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update(
        {
            "font.size": 13, "font.family": "sans-serif", "svg.fonttype": "none", "svg.hashsalt": "golden thread",
            "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#dddddd",
            "lines.linewidth": 2.2, "legend.frameon": False, "figure.figsize": PHONE, "axes.axisbelow": True,
        }
    )  # fmt: skip


def _save(figure: Any, folder: Path, name: str) -> None:
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", format="svg", metadata={"Date": None, "Creator": None})
    print(f"{name}.svg", file=sys.stderr)


def _curves(outcomes: Sequence[dict[str, Any]], data: str, folder: Path) -> None:
    """Precision over recall of each contender after competition, where it has been let compete; the corner alone."""
    from matplotlib import pyplot

    if not outcomes:
        return
    figure, axes = pyplot.subplots()
    for one in outcomes:
        title, colour, line, marker = STYLES.get(one["contender"], OTHER)
        for way, alpha in (("pairs", 0.45), ("one to one", 1.0)):
            points = one["measured"].get(way, {}).get("curve", [])
            if len(points) > 1:
                label = title if way == "one to one" or "one to one" not in one["measured"] else f"{title}, pairs alone"
                recall, precision = zip(*points, strict=True)
                axes.plot(
                    recall, precision, color=colour, alpha=alpha, linestyle=line if way == "one to one" else DOTS,
                    label=label, marker=marker, markevery=max(1, len(points) // 6), markersize=5,
                )  # fmt: skip
    axes.set(xlim=(0.8, 1.003), ylim=(0.9, 1.004), xlabel="recall", ylabel="precision", title=outcomes[0]["title"])
    axes.axhline(0.999, color="#555555", linewidth=0.8)
    axes.text(0.802, 0.9995, "0.999", color="#555555", fontsize=10, va="bottom")
    axes.legend(loc="lower left", fontsize=9)
    _save(figure, folder, f"precision-recall-{data}")
    pyplot.close(figure)


def _latency(timed: Sequence[dict[str, Any]], folder: Path) -> None:
    from matplotlib import pyplot

    if not timed:
        return
    figure, axes = pyplot.subplots()
    for one in timed:
        title, colour, line, _ = STYLES.get(one["contender"], OTHER)
        edges, counts = zip(*one["histogram"], strict=True)
        shares = [count / sum(counts) for count in counts]
        milliseconds = [edge * 1e3 for edge in edges]
        axes.step(
            milliseconds, shares, linestyle=line, color=colour, label=f"{title}: median {one['median'] * 1e3:.2f} ms"
        )
        axes.fill_between(milliseconds, shares, step="pre", color=colour, alpha=0.15)
    axes.set(xscale="log", xlabel="one match, milliseconds", ylabel="share of queries", ylim=(0, None))
    axes.set_title(f"One match among {max(one['records'] for one in timed):,} records")
    axes.legend(loc="upper center", fontsize=10)
    _save(figure, folder, "latency")
    pyplot.close(figure)


def _waterfall(folder: Path) -> None:
    """What each field adds for two records of one person, and what is left of it for two sisters."""
    from matplotlib import pyplot

    from deploy.bench.match.example import PAIRS, weighed

    figure, axes = pyplot.subplots(len(PAIRS), 1, figsize=(PHONE[0], 3.6 * len(PAIRS)), sharex=True)
    reached = [0.0]
    for place, (title, pair) in zip(axes, PAIRS.items(), strict=True):
        bars = weighed(*pair)
        begin = 0.0
        for at, (_, bits) in enumerate(bars):
            last = at == len(bars) - 1
            left, width = (0.0, bits) if last else (begin, bits)
            colour = "#555555" if last else "#0072B2" if bits >= 0 else "#D55E00"
            place.barh(at, width, left=left, color=colour, hatch="//" if bits < 0 and not last else None, alpha=0.85)
            place.text(max(left, left + width) + 0.6, at, f"{bits:+.1f}", va="center", fontsize=10)
            begin += 0.0 if last else bits
            reached.append(begin)
        place.set_yticks(range(len(bars)), [name for name, _ in bars], fontsize=10)
        place.invert_yaxis()
        place.axvline(0, color="#222222", linewidth=0.9)
        place.set_title(title, fontsize=12)
    axes[-1].set_xlim(min(reached) - 2, max(reached) + 7)
    axes[-1].set_xlabel("bits (log2 odds)")
    _save(figure, folder, "weights")
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
