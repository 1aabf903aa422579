"""Files that are broken as a whole or in part: the good rows come through, and a person reads what to do."""

import io
import resource
import time
from collections.abc import Callable, Iterator

import pytest

from connectors.connector import Faulty, Good, Outcome, read
from connectors.family_hubs import FamilyHubs
from connectors.faults import ADVICE, FaultCode, FileRefused
from connectors.health import Health
from connectors.manifest import without_manifest
from connectors.police import HEADER, Police

HUB_LINE = (
    b'{"provider":"gss:E06000009","record_type":"familyhub.early_help","provider_ref":"EHM-%d",'
    b'"names":[{"family":"Synth","given":["Jordan"]}]}\n'
)


class Endless(io.RawIOBase):
    """A stream of a heading and then one line that has no end: nothing of it is ever held."""

    def __init__(self, heading: bytes, size: int) -> None:
        self._heading, self._left, self.given = heading, size, 0

    def read(self, size: int = -1) -> bytes:
        block, self._heading = self._heading, b""
        block = block or b"x" * min(size, self._left)
        self._left -= len(block)
        self.given += len(block)
        return block


def refused(outcomes: Iterator[Outcome]) -> tuple[list[Outcome], FileRefused]:
    """Read until the file is refused, and return what came before."""
    before: list[Outcome] = []
    with pytest.raises(FileRefused) as error:
        before.extend(outcomes)
    return before, error.value


def reading(connector: object, source: bytes, provider: str = "police:04") -> Iterator[Outcome]:
    return read(connector, io.BytesIO(source), without_manifest(provider))  # type: ignore[arg-type]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(police_file) -> None:
    source = b"\xef\xbb\xbf" + police_file().replace(b"\n", b"\r\n")
    assert [type(one) for one in reading(Police(), source)] == [Good]
    assert [type(one) for one in reading(FamilyHubs(), b"\xef\xbb\xbf" + HUB_LINE % 1, "gss:E06000009")] == [Good]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_file_in_another_encoding_is_refused_with_advice(police_file, encoding) -> None:
    source = police_file().decode().encode(encoding)
    for connector in (Police(), FamilyHubs(), Health()):
        _, error = refused(reading(connector, source))
        assert error.code is FaultCode.FILE_ENCODING
        assert str(error) == "The file is not UTF-8 text. Export it again as 'CSV UTF-8' (or JSON in UTF-8)."


def test_a_row_in_the_windows_encoding_is_kept_apart_and_the_rest_come_through(police_file, police_row) -> None:
    source = police_file(police_row(), police_row(provider_ref="nominal/2", given="Zoë"), police_row(given="Ann"))
    outcomes = list(reading(Police(), source.replace("Zoë".encode(), "Zoë".encode("cp1252"))))
    [fault] = [one for one in outcomes if isinstance(one, Faulty)]
    assert fault.advice == ("Row 3: The row has characters that are not UTF-8. Export the file again as 'CSV UTF-8'.")
    assert sum(isinstance(one, Good) for one in outcomes) == 2


def test_an_empty_file_is_refused() -> None:
    for source in (b"", b"\xef\xbb\xbf", b"\n\n  \n"):
        for connector in (Police(), FamilyHubs(), Health()):
            _, error = refused(reading(connector, source))
            assert str(error) == "The file is empty. Export it again."


def test_a_file_that_ends_in_the_middle_of_a_row_keeps_every_row_before_it(police_file, police_row) -> None:
    whole = police_file(police_row(), police_row(provider_ref="nominal/2"), police_row(provider_ref="nominal/3"))
    outcomes = list(reading(Police(), whole[:-60]))
    assert [one.record.ref for one in outcomes if isinstance(one, Good)] == ["nominal/1", "nominal/2"]
    [fault] = [one for one in outcomes if isinstance(one, Faulty)]
    assert fault.advice == (
        "Row 4: The file ends in the middle of its last row. Everything before it was read. Send it again."
    )


def test_json_lines_that_end_early_keep_every_line_before() -> None:
    source = b"".join(HUB_LINE % number for number in range(3))
    outcomes = list(reading(FamilyHubs(), source[:-30], "gss:E06000009"))
    assert [type(one) for one in outcomes] == [Good, Good, Faulty]
    assert outcomes[-1].code is FaultCode.TRUNCATED


def test_a_file_without_a_last_line_end_is_whole(police_file) -> None:
    assert [type(one) for one in reading(Police(), police_file().rstrip(b"\n"))] == [Good]


def test_a_million_columns_are_refused() -> None:
    _, error = refused(reading(Police(), b",".join([b"c"] * 400_000)))
    assert str(error) == "The file has more than 500 columns. Check which export was chosen."
    _, error = refused(reading(Police(), b",".join([b"c"] * 1_000_000)))
    assert error.code is FaultCode.LINE_TOO_LONG


def test_a_row_of_too_many_columns_is_one_fault(police_file, police_row) -> None:
    source = police_file(police_row(), ",".join(["x"] * 20_000), police_row(provider_ref="nominal/2"))
    assert [type(one) for one in reading(Police(), source)] == [Faulty, Good, Good]


@pytest.mark.parametrize("connector", [Police(), FamilyHubs()], ids=lambda one: one.name)
def test_a_line_of_100_megabytes_is_refused_at_once_in_little_memory(connector) -> None:
    heading = (",".join(HEADER) + "\n").encode() if connector.name == "police" else b'{"a":"'
    stream = Endless(heading, 100 << 20)
    peak, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    _, error = refused(read(connector, stream, without_manifest("police:04")))  # type: ignore[arg-type]
    assert error.code is FaultCode.LINE_TOO_LONG
    assert str(error) == "The file has a line longer than 1 MiB. Rows must be separated by line ends."
    assert stream.given < 3 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 30 << 10
    assert time.monotonic() - started < 5


def test_a_document_of_100_megabytes_is_refused_at_once_in_little_memory(tmp_path) -> None:
    path = tmp_path / "health.json"
    with path.open("wb") as stream:
        stream.write(b'{"a":"')
        for _ in range(100):
            stream.write(b"x" * (1 << 20))
    peak, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    _, error = refused(read(Health(), path, without_manifest("ods:RXL")))
    assert str(error) == "The file is one JSON document over 64 MiB. Send it as NDJSON: one resource a line."
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 30 << 10
    assert time.monotonic() - started < 5


def test_rows_before_an_endless_line_stay_good(police_file, police_row) -> None:
    source = police_file(police_row(), police_row(provider_ref="nominal/2")) + b"x" * (3 << 20)
    before, error = refused(reading(Police(), source))
    assert [one.record.ref for one in before if isinstance(one, Good)] == ["nominal/1", "nominal/2"]
    assert error.code is FaultCode.LINE_TOO_LONG


def test_a_quotation_mark_that_is_never_closed_spoils_one_row(police_file, police_row) -> None:
    rows = [police_row(provider_ref=f"nominal/{number}") for number in range(200)]
    rows[50] = police_row(provider_ref="nominal/50", given='"Jordan')
    outcomes = list(reading(Police(), police_file(*rows)))
    [fault] = [one for one in outcomes if isinstance(one, Faulty)]
    assert (fault.row, fault.code) == (52, FaultCode.QUOTING)
    assert len(outcomes) == 200


def test_two_stray_quotation_marks_close_together_lose_no_row_between_them(police_file, police_row) -> None:
    rows = [police_row(provider_ref=f"nominal/{number}") for number in range(20)]
    rows[5], rows[9] = (
        police_row(provider_ref="nominal/5", given='"J'),
        police_row(provider_ref="nominal/9", given='J"'),
    )
    outcomes = list(reading(Police(), police_file(*rows)))
    refs = {one.record.ref for one in outcomes if isinstance(one, Good)}
    assert refs >= {f"nominal/{number}" for number in range(20) if number not in (5, 9)}


def test_quoted_commas_and_line_ends_are_part_of_their_field(police_file, police_row) -> None:
    rows = [police_row(unit='"Awaken, North\nand South"'), police_row(provider_ref="nominal/2")]
    first, second = reading(Police(), police_file(*rows))
    assert first.record.involvements[0].service == "Awaken, North\nand South"
    assert (first.row, second.row) == (2, 4)


def test_a_heading_with_a_column_too_few_names_what_is_missing(police_file) -> None:
    _, error = refused(reading(Police(), police_file().replace(b",dob", b",birthday", 1)))
    assert str(error) == "The heading lacks columns that every file must have. Missing: dob."


def test_a_heading_with_a_column_too_many_tells_its_place_and_never_its_name(police_file) -> None:
    heading, _, rest = police_file().partition(b"\n")
    _, error = refused(reading(Police(), heading + b",Jordan Synth\n" + rest))
    assert str(error) == (
        "The heading has columns that were not agreed. Remove them at source. Counted from the left: 23."
    )


def test_columns_in_another_order_are_refused(police_file) -> None:
    _, error = refused(reading(Police(), police_file().replace(b"pnc,cro", b"cro,pnc", 1)))
    assert error.code is FaultCode.COLUMNS_ORDER


def test_a_csv_given_as_json_and_json_given_as_csv_are_refused(police_file) -> None:
    for connector, source in (
        (FamilyHubs(), police_file()),
        (Health(), police_file()),
        (Police(), HUB_LINE % 1),
    ):
        _, error = refused(reading(connector, source))
        assert error.code in (FaultCode.FILE_FORMAT, FaultCode.COLUMNS_MISSING)


def test_control_characters_are_kept_out(police_file, police_row) -> None:
    outcomes = list(reading(Police(), police_file(police_row(given="Jor\x1b[31mdan"))))
    assert [one.code for one in outcomes] == [FaultCode.CONTROL_CHARACTER]


def test_a_file_that_is_not_there_is_refused_without_a_trace_of_its_name(tmp_path) -> None:
    with pytest.raises(FileRefused) as error:
        list(read(Police(), tmp_path / "jordan-synth.csv", without_manifest("police:04")))
    assert str(error.value) == "The file could not be opened. Check that it is there and may be read."
    assert error.value.__suppress_context__


@pytest.mark.parametrize("connector", [FamilyHubs(), Health()], ids=lambda one: one.name)
@pytest.mark.parametrize(
    "nested",
    [
        b'{"resourceType":"Patient","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n",
        b'{"resourceType":"Bundle","entry":[{"resource":' + b'{"a":' * 90_000 + b"1" + b"}" * 90_000 + b"}]}\n",
    ],
    ids=["ignored", "entry"],
)
def test_a_line_that_is_nested_too_deep_is_a_fault_wherever_it_stands(connector, nested) -> None:
    good = b'{"resourceType":"Patient","id":"1","name":[{"family":"A"}]}\n' if connector == Health() else HUB_LINE % 1
    for source in (nested + good, good + nested):
        outcomes = list(reading(connector, source, "gss:E06000009"))
        assert sorted(type(one).__name__ for one in outcomes) == ["Faulty", "Good"]


@pytest.mark.parametrize("escape", [rb"\u0000", rb"\u001b[31m", rb"\n", rb"\\\r", rb"\u007F"])
def test_control_characters_are_kept_out_of_json_too(escape: bytes) -> None:
    for connector, line in (
        (FamilyHubs(), HUB_LINE % 1),
        (Health(), b'{"resourceType":"Patient","id":"1","name":[{"family":"Jordan"}]}\n'),
    ):
        outcomes = list(reading(connector, line.replace(b"Jordan", b"Jor" + escape + b"dan"), "gss:E06000009"))
        assert [one.code for one in outcomes] == [FaultCode.CONTROL_CHARACTER]


def test_a_backslash_before_a_letter_is_no_control_character() -> None:
    [good] = reading(FamilyHubs(), (HUB_LINE % 1).replace(b"Jordan", rb"Jor\\n"), "gss:E06000009")
    assert good.record.names[0].given == ("Jor\\n",)


def test_every_fault_has_a_sentence_that_a_person_can_act_on() -> None:
    assert set(ADVICE) == set(FaultCode)
    assert all(sentence.endswith(".") and len(sentence.split()) >= 5 for sentence in ADVICE.values())


def test_nothing_personal_is_echoed_by_any_fault(police_file, police_row, faults: Callable) -> None:
    canary = "Zebulon"
    rows = [
        police_row(given=canary, dob=f"{canary}-01-01"),
        police_row(given=canary, marking=canary),
        police_row(given=canary, categories=canary),
        police_row(given=canary, pnc=canary, cro=canary, uprn=canary, contact_phone=canary),
        police_row(given=f'"{canary}'),
        f"{canary},{canary}",
    ]
    outcomes = [
        *reading(Police(), police_file(*rows)),
        *reading(FamilyHubs(), b'{"provider":"Zebulon"}\n{"Zebulon":1}\n{"names":[{"Zebulon":1}]}\nZebulon\n', "x"),
        *reading(FamilyHubs(), (HUB_LINE % 1).replace(b'"Jordan"]', b'"Zebulon"],"type":"Zebulon"'), "gss:E06000009"),
        *reading(Health(), b'{"resourceType":"Patient","gender":"Zebulon","name":[{"family":"Zebulon"}],"id":"1"}'),
        *reading(Health(), b'{"resourceType":"Zebulon"}\n{"resourceType":"Patient","name":"Zebulon"}\n'),
    ]
    found = faults(outcomes)
    assert len(found) >= 14
    for one in outcomes:
        assert canary not in repr(one) + str(one)
    assert not any(canary in one.advice for one in found)
    assert all(canary.encode() in one.raw for one in found)
