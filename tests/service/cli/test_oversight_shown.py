"""What IG leads are shown at a terminal: nothing that somebody wrote is taken for markup."""

import io

from rich.console import Console

from service.cli.oversight_shown import table


def test_a_reason_with_brackets_is_shown_as_it_was_written() -> None:
    out = io.StringIO()
    Console(file=out, width=100).print(table("Notices", ("number", "what it says"), [(1, "see [red]file[/] [/x]")]))
    assert "see [red]file[/] [/x]" in out.getvalue()
