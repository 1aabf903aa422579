"""Tables of agreements: they fit, and no id is broken over two lines."""

import io

import pytest
from rich.console import Console

from service.cli.agreements_shown import COLUMNS, table


@pytest.mark.parametrize("width", [80, COLUMNS])
def test_ids_stay_whole_and_the_table_fits(width) -> None:
    made = table("Agreements", ("agreement", "review due", "what it is"), whole=("agreement", "review due"))
    made.add_row("LANCS-CHARTER-001 1.0.0", "2027-09-30", "Daily Exploitation and Missing Meeting: " + "in words " * 30)
    out = io.StringIO()
    Console(file=out, width=width).print(made)
    lines = out.getvalue().splitlines()
    assert max(len(line) for line in lines) <= width
    assert any("LANCS-CHARTER-001 1.0.0" in line and "2027-09-30" in line for line in lines)


def test_the_register_fits_a_hundred_columns(run) -> None:
    shown = run("agreements", "list", COLUMNS=str(COLUMNS)).stdout
    assert max(len(line) for line in shown.splitlines()) <= COLUMNS
    assert "LANCS-ISA-0042 1.3.0" in shown
