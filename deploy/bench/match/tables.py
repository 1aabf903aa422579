"""The tables of the bench: what each contender made of each data set, and what it took."""

from collections.abc import Mapping, Sequence

from deploy.bench.match.child import Outcome
from deploy.bench.match.children import Ran
from deploy.bench.match.latency import Timed
from deploy.bench.match.measure import Measured
from deploy.bench.page import Figures

TITLES = {
    "ours": "Golden Thread",
    "splink": "Splink 5, tuned",
    "splink-our-levels": "Splink 5, our levels and tokens",
    "splink-one-to-one": "Splink 5, its one-to-one",
    "recordlinkage": "recordlinkage, ECM",
}
WAYS = {
    "pairs": "each pair by itself",
    "one to one": "after competition, or clusters",
    "links": "links made without a person",
}
QUALITY = (
    "contender", "judged", "blocking recall", "at 0.99: precision", "recall", "false in household", "beyond",
    "twins joined", "best F1", "recall at precision .999",
)  # fmt: skip
COST = ("contender", "train s", "link s", "processor s in all", "peak memory")


def add(page: Figures, ran: Sequence[Ran], machine: Mapping[str, str]) -> None:
    """Add a table of quality and one of cost for each data set."""
    page.sentence("Measured on: " + "; ".join(f"{name} {value}" for name, value in machine.items()) + ".")
    for data in dict.fromkeys(one.data for one in ran):
        these = [one for one in ran if one.data == data]
        title = _title(these)
        page.table(f"{title}: quality", QUALITY, [row for one in these for row in _quality(one)])
        page.table(f"{title}: cost", COST, [_cost(one) for one in these])
        for heading, rows in _groups(these).items():
            page.table(f"{title}: Golden Thread by {heading}", GROUPS, rows)


def _title(ran: Sequence[Ran]) -> str:
    known = [one.outcome for one in ran if one.outcome]
    if not known:
        return ran[0].data
    first = known[0]
    return f"{first.title} ({first.source}; {first.records:,} records, {_any(first).true_pairs:,} true pairs)"


def _any(outcome: Outcome) -> Measured:
    return next(iter(outcome.measured.values()))


def _quality(ran: Ran) -> list[list[str]]:
    title = TITLES[ran.contender]
    if ran.outcome is None:
        return [[title, ran.fault, *["-"] * (len(QUALITY) - 2)]]
    blocking = f"{ran.outcome.blocking_recall:.4f}"
    return [_measured(title, way, blocking, found) for way, found in ran.outcome.measured.items()]


def _measured(title: str, way: str, blocking: str, found: Measured) -> list[str]:
    """One row. Links that were made are no curve, so they have no best F1 and no other threshold."""
    curve = ["-", "-"] if way == "links" else [f"{found.best_f1:.4f}", f"{found.recall_at_999:.4f}"]
    return [
        title, WAYS[way], blocking, f"{found.precision:.5f}", f"{found.recall:.4f}", f"{found.false_within:,}",
        f"{found.false_beyond:,}", f"{found.twins_joined} of {found.twins}", *curve,
    ]  # fmt: skip


def _cost(ran: Ran) -> list[str]:
    took = ran.outcome.wall if ran.outcome else {}
    link = took.get("link", 0.0) + took.get("one to one", 0.0)
    seconds = [f"{took.get('train', 0.0):.1f}", f"{link:.1f}"] if ran.outcome else ["-", "-"]
    return [TITLES[ran.contender], *seconds, f"{ran.cpu_seconds:.0f}", f"{ran.peak_bytes / 2**20:,.0f} MiB"]


GROUPS = ("group", "true pairs", "found at 0.99", "recall", "links", "false", "false of links")


def _groups(ran: Sequence[Ran]) -> dict[str, list[list[str]]]:
    """Error rates of ours after competition, by each group that the data has. Small groups say little: see counts."""
    ours = next((one.outcome for one in ran if one.contender == "ours" and one.outcome), None)
    if ours is None or "one to one" not in ours.measured:
        return {}
    return {
        heading: [_group(name, *counts) for name, counts in groups.items()]
        for heading, groups in ours.measured["one to one"].groups.items()
    }


def _group(name: str, true: int, hits: int, links: int, false: int) -> list[str]:
    return [
        name, f"{true:,}", f"{hits:,}", f"{hits / true:.4f}" if true else "-", f"{links:,}", f"{false:,}",
        f"{false / links:.5f}" if links else "-",
    ]  # fmt: skip


LATENCY = ("contender", "records", "median", "p99", "p99.9", "right person first")


def add_latency(page: Figures, timed: Sequence[Timed]) -> None:
    """One match at a time, in process."""
    rows = [
        [
            one.title,
            f"{one.records:,}",
            _ms(one.median),
            _ms(one.p99),
            _ms(one.p999),
            "-" if one.right is None else f"{one.right:.4f}",
        ]
        if not one.fault
        else [one.title, one.fault, *["-"] * (len(LATENCY) - 2)]
        for one in timed
    ]
    page.table("One match at a time, warm, one after the other", LATENCY, rows)
    ours = [one.median for one in timed if not one.fault and one.contender == "ours"]
    peers = [one.median for one in timed if not one.fault and one.contender != "ours"]
    if ours and peers:
        page.sentence(f"The fastest peer takes {min(peers) / min(ours):,.0f} times as long as ours at the median.")


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3f} ms"
