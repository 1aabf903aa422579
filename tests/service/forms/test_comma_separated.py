"""The CSV is RFC 4180, says what the entries say, and holds no formula that a spreadsheet would run."""

import csv
import io
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.forms.comma_separated import COLUMNS, as_csv

FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "audit-forms.md"


def rows(text: str) -> list[dict[str, str]]:
    """As a reader of RFC 4180 has it, with the apostrophes of the spreadsheet's guard taken off."""
    header, *found = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == list(COLUMNS)
    assert all(len(row) == len(header) for row in found)
    return [dict(zip(header, (cell.removeprefix("'") for cell in row), strict=True)) for row in found]


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell."""
    parts = re.findall(r"(?:[^;\\]|\\.)+", cell)
    return tuple(re.sub(r"\\(.)", r"\1", part) for part in parts)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_column_reads_back_as_the_entry_says(data, records) -> None:
    some = data.draw(st.lists(records, max_size=3))
    read = rows(as_csv(some))
    assert len(read) == len(some)
    for row, recorded in zip(read, some, strict=True):
        entry = recorded.entry
        assert (int(row["index"]), row["time"], row["leaf_hash"]) == (
            recorded.index,
            recorded.instant,
            recorded.leaf.hex(),
        )
        assert (row["type"], row["request"], row["subject"]) == (entry.type, entry.request_id, entry.subject)
        assert (row["staff"], row["agency"]) == (entry.actor.staff, entry.actor.agency)
        assert (row["role"], row["assurance"]) == (entry.actor.role, entry.actor.assurance)
        assert (row["operation"], row["purpose"]) == (entry.operation or "", entry.purpose)
        assert row["relationship"] == entry.relationship
        assert row["break_glass"] == ("yes" if entry.break_glass else "no")
        assert row["relates_to"] == ("" if entry.relates_to is None else str(entry.relates_to))
        assert row["payload"] == (entry.payload.digest if entry.payload else "")
        for name in ("lawful_basis", "fields", "providers", "recipients"):
            assert several(row[name]) == getattr(entry, name)
        assert several(row["agreements"]) == tuple(f"{a.id} {a.version} {a.digest}" for a in entry.agreements)
        ruled = entry.decision
        assert (row["effect"], row["bundle"], row["question"]) == (
            (ruled.effect, ruled.bundle, ruled.question) if ruled else ("", "", "")
        )
        for name in ("rules", "obligations", "reasons"):
            assert several(row[name]) == (getattr(ruled, name) if ruled else ())


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_no_cell_begins_as_a_formula(data, records) -> None:
    text = as_csv(data.draw(st.lists(records, max_size=3)))
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(FORMULA.match(cell) for cell in row)


def test_a_formula_is_shown_as_the_text_that_it_is(recorded) -> None:
    text = as_csv([recorded(purpose="=HYPERLINK(0)"), recorded(purpose="'quoted")])
    cells = [row[list(COLUMNS).index("purpose")] for row in csv.reader(io.StringIO(text, newline=""))]
    assert cells == ["purpose", "'=HYPERLINK(0)", "''quoted"]


def test_lines_end_as_the_standard_says_and_there_is_a_header_when_there_is_nothing_else(recorded) -> None:
    assert as_csv([]) == ",".join(COLUMNS) + "\r\n"
    text = as_csv([recorded(), recorded()])
    assert text.count("\r\n") == text.count("\n") == 3


def test_the_level_of_a_disclosure_has_a_column(recorded) -> None:
    assert rows(as_csv([recorded()]))[0]["level"] == "2"


def test_the_guide_says_what_each_column_holds() -> None:
    table = GUIDE.read_text(encoding="utf-8").partition("| column | holds |")[2]
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert told == list(COLUMNS)
