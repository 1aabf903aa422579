"""The page of figures: what is measured again replaces itself, and nothing else is touched."""

from pathlib import Path

from deploy.bench.page import Figures, write_into


def test_a_measurement_made_again_replaces_itself_and_leaves_the_rest(tmp_path: Path):
    page = tmp_path / "figures.md"
    page.write_text("# Figures\n\nProse.\n\n<!-- measured: a -->\nold\n<!-- end: a -->\n\nMore prose.\n")
    write_into(page, "b", "first b")
    write_into(page, "a", "new")
    text = page.read_text()
    assert "old" not in text
    assert text.startswith("# Figures\n\nProse.\n\n<!-- measured: a -->\nnew\n<!-- end: a -->\n\nMore prose.\n")
    assert text.endswith("<!-- measured: b -->\nfirst b\n<!-- end: b -->\n")


def test_a_measurement_whose_name_begins_like_another_is_another(tmp_path: Path):
    page = tmp_path / "figures.md"
    write_into(page, "enquiry 100000", "small")
    write_into(page, "enquiry 1000000", "large")
    write_into(page, "enquiry 100000", "small again")
    assert page.read_text().count("<!-- measured:") == 2
    assert "large" in page.read_text() and "small again" in page.read_text()


def test_a_table_on_the_page_has_its_title_its_headings_and_each_row(capsys):
    figures = Figures("One size")
    figures.table("Speed", ["what", "figure"], [["a | b", "2 ms"], ["c", "3 ms"]])
    figures.sentence("That is all.")
    lines = figures.markdown().splitlines()
    assert lines[0] == "## One size"
    assert "| what | figure |" in lines
    assert "| a / b | 2 ms |" in lines and "| c | 3 ms |" in lines
    assert lines[-1] == "That is all."
    figures.show()
    assert "3 ms" in capsys.readouterr().out
