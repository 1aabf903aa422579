"""Changes of membership, histories and correction notices as tables: numbers, codes and pseudonyms, nobody's name."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from service.nominals.shapes import Change, History, Parted, Standing, Step
from service.store.nominals_rows import NoticeRow
from service.store.rows import State


def print_change(change: Change, *, as_json: bool) -> None:
    """What moved, and who must hear of it."""
    told = change.told if isinstance(change, Parted) else ()
    unreadable = change.unreadable if isinstance(change, Parted) else 0
    if as_json:
        moves = [{"record": m.record, "before": m.before._asdict(), "after": m.after._asdict()} for m in change.moves]
        document = dataclasses.asdict(change) | {"moves": moves}
        print(json.dumps(document | {"told": [one._asdict() for one in told], "unreadable": unreadable}, indent=2))
        return
    console = Console()
    console.print(f"Change {change.id} is made; entry {change.entry} of the log holds it.")
    if change.moves:
        table = _table("What moved", ("record", "from", "", "to"))
        for one in change.moves:
            table.add_row(str(one.record), _standing(one.before), "→", _standing(one.after))
        console.print(table)
    if told:
        console.print(notice_table(told, "Must be told of the correction (UK GDPR Art 19)"))
    if unreadable:
        console.print(f"{unreadable} family answers of that time were shredded: nobody can say what they told.")


def _standing(standing: Standing) -> str:
    where = "held" if standing.state == State.HELD else f"golden nominal {standing.golden}"
    return f"{where}, address hidden" if standing.hidden else where


def notice_table(notices: Sequence[NoticeRow], title: str) -> Table:
    """Correction notices, one a line."""
    table = _table(title, ("notice", "UTC", "who", "why", "as", "level", "entry"))
    for one in notices:
        who = f"{one.staff}\n{one.role}, {one.agency}"
        told = datetime.fromtimestamp(one.told_at / 1e6, UTC).strftime("%Y-%m-%d\n%H:%M:%S")
        table.add_row(str(one.id), told, who, one.purpose, one.told_as, str(one.level), str(one.entry))
    return table


def history_table(history: History) -> Table:
    """The steps of a history, oldest first."""
    title = f"Golden nominal {history.golden}, version {history.version}" if history.golden else "No golden nominal now"
    table = _table(title, ("version", "UTC", "record", "what", "from", "to", "cause", "by, entry"))
    for step in history.steps:
        at = datetime.fromtimestamp(step.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(
            str(step.version or ""), at, str(step.record), step.what, _known(step.from_golden), _known(step.to_golden),
            f"{step.cause} {step.reason}".strip(), _source(step),
        )  # fmt: skip
    return table


def _source(step: Step) -> str:
    if step.change is None:
        return f"load {step.load}"
    return f"{step.by}, change {step.change}, entry {step.entry}"


def _known(golden: int | None) -> str:
    return "" if golden is None else str(golden)


def _table(title: str, headings: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
