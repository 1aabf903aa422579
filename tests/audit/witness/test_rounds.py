"""Rounds: the newest checkpoint is cosigned in the background, and the log goes on whatever the witnesses do."""

import asyncio
import contextlib
import http.client
import socket
import sqlite3
import threading
import time

import pytest

from audit.note import open_checkpoint
from audit.receipt import ReceiptDocument


async def until(condition, seconds: float = 10.0) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


async def test_every_witness_cosigns_and_a_later_receipt_carries_it(partnership, make_entry):
    log = await partnership.open()
    first = await log.append(make_entry())
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 2)
    receipt = await log.receipt(0)
    assert "/witness" not in first.checkpoint
    standing = partnership.policy.standing(receipt.checkpoint)
    assert standing.met
    assert len(standing.cosigned) == 3
    assert ReceiptDocument.from_json(receipt.to_json()).verify(log.verifier).size == 2
    await log.close()


async def test_a_receipt_of_make_entry_beyond_the_cosigned_part_is_still_given(partnership, make_entry):
    log = await partnership.open(every=30.0)
    await log.append(make_entry())
    receipt = await log.receipt(0)
    assert receipt.verify(log.verifier).size == 1
    assert not partnership.policy.standing(receipt.checkpoint).met
    await log.close()


async def test_cosigned_checkpoints_outlive_the_process_and_the_first_stays_the_first(partnership, make_entry):
    log = await partnership.open()
    for size in (1, 2, 3):
        await log.append(make_entry())
        await until(lambda size=size: log.cosigned.size == size)
    await log.close()
    log = await partnership.open(watched=False)
    assert [(await log.first_cosigned(seq)).size for seq in (0, 1, 2, 3)] == [1, 2, 3, 0]
    assert partnership.policy.standing((await log.receipt(1)).checkpoint).met
    await log.close()


async def test_one_witness_down_leaves_a_quorum_and_two_down_leave_none(partnership, make_entry):
    partnership.stations["police"].stop()
    log = await partnership.open()
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 1)
    assert set(log.witness_faults) == {"police"}
    partnership.stations["health"].stop()
    await log.append(make_entry())
    await until(lambda: "health" in log.witness_faults)
    await asyncio.sleep(0.1)
    assert log.cosigned.size == 1
    await log.close()


async def test_with_every_witness_down_entries_are_taken_and_the_lag_is_an_alarm_and_make_entry(
    partnership, make_entry
):
    for station in partnership.stations.values():
        station.stop()
    log = await partnership.open(most_entries=2)
    for _ in range(2):
        assert (await log.append(make_entry())).size
    await until(lambda: len(log.witness_faults) == 3)
    assert log.witness_alarm == ""
    await log.append(make_entry())
    await until(lambda: log.size == 4)
    assert "Disclosures go on" in log.witness_alarm
    assert b'"type":"witnesses.lagged"' in (await log.entry(3)).body
    for station in partnership.stations.values():
        station.start()
    await until(lambda: log.cosigned.size == log.size == 5)
    assert b'"type":"witnesses.caught_up"' in (await log.entry(4)).body
    assert log.witness_alarm == ""
    while log.witness_faults:  # the third is asked again with something new, once its pause is over
        await log.append(make_entry())
        await asyncio.sleep(0.05)
    await log.close()


async def test_waiting_too_long_is_an_alarm_even_for_one_entry(partnership, make_entry):
    for station in partnership.stations.values():
        station.stop()
    log = await partnership.open(most_seconds=0.1)
    await log.append(make_entry())
    await until(lambda: log.witness_alarm)
    await log.close()


async def test_a_witness_that_lost_count_is_asked_again_from_what_it_says(partnership, make_entry):
    log = await partnership.open()
    for _ in range(3):
        await log.append(make_entry())
    await until(lambda: log.cosigned.size == 3)
    await log.close()
    log = await partnership.open()  # this process knows nothing of what each witness saw
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 4)
    assert len(partnership.policy.standing(log.cosigned.note).cosigned) == 3
    await log.close()


async def test_a_witness_that_never_answers_holds_up_nobody(partnership, make_entry):
    silent = socket.create_server(("127.0.0.1", 0))
    partnership.stations["police"].stop()
    partnership.stations["police"].port = silent.getsockname()[1]
    log = await partnership.open(timeout=0.3)
    began = time.monotonic()
    for _ in range(20):
        await log.append(make_entry())
    assert time.monotonic() - began < 2
    await until(lambda: log.cosigned.size == 20)
    await log.close()
    silent.close()


async def test_a_busy_log_is_cosigned_as_it_grows(partnership, make_entry):
    log = await partnership.open()
    seen = set()
    while len(seen) < 4:
        await asyncio.gather(*(log.append(make_entry()) for _ in range(20)))
        seen.add(log.cosigned.size)
        assert log.size < 100_000
    await until(lambda: log.cosigned.size == log.size)
    assert open_checkpoint(log.cosigned.note, log.verifier).root == log.root
    await log.close()


@pytest.mark.parametrize("statement", ["UPDATE cosigned SET note = ''", "DELETE FROM cosigned"])
async def test_a_kept_cosigned_checkpoint_cannot_be_changed_on_sqlite(partnership, make_entry, statement):
    log = await partnership.open()
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 1)
    await log.close()
    with sqlite3.connect(partnership.folder / "log.db") as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()


async def test_a_witness_that_answers_a_byte_at_a_time_does_not_hold_up_the_start(partnership, make_entry):
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        connection, _ = server.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
            while not stop.wait(0.1):
                connection.sendall(b"x")

    threading.Thread(target=trickle, daemon=True).start()
    partnership.stations["police"].stop()
    partnership.stations["police"].port = server.getsockname()[1]
    began = time.monotonic()
    log = await partnership.open()
    assert time.monotonic() - began < 10
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 1)
    stop.set()
    await log.close()
    server.close()


class Late:
    """Stands before a witness and, until `go` is set, gives its answers a byte at a time and so never whole."""

    def __init__(self, station) -> None:
        self._port = station.port
        self.go, self.asked = threading.Event(), threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        station.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                threading.Thread(target=self._exchange, args=(connection,), daemon=True).start()

    def _exchange(self, connection) -> None:
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as questions:
            while (question := questions.readline().decode().split())[:1]:
                length = 0
                while (line := questions.readline()) != b"\r\n":
                    name, _, value = line.decode().partition(":")
                    length = int(value) if name.lower() == "content-length" else length
                self._answer(connection, question, questions.read(length))

    def _answer(self, connection, question, body: bytes) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)) as witness:
            witness.request(question[0], question[1], body)
            reply = witness.getresponse()
            content = reply.read()
        connection.sendall(b"HTTP/1.1 %d Late\r\nX-Late: " % reply.status)
        if question[0] == "POST":
            self.asked.set()
            while not self.go.wait(0.02):
                connection.sendall(b"x")
        connection.sendall(b"\r\nContent-Length: %d\r\n\r\n%b" % (len(content), content))


async def test_the_late_answer_of_an_older_round_is_not_taken_for_one_to_the_newer(partnership, make_entry):
    partnership.stations["council"].stop()
    late = Late(partnership.stations["police"])
    log = await partnership.open(timeout=0.1)
    await log.append(make_entry())
    await until(late.asked.is_set)
    await log.append(make_entry())
    await until(lambda: "\n2\n" in (partnership.stations["health"].remembered() or ""))
    await asyncio.sleep(0.3)  # the round of 2 has health's answer, and waits for the police's to 1
    assert log.cosigned.size == 0
    late.go.set()
    await until(lambda: log.cosigned.size == 2)
    standing = partnership.policy.standing(log.cosigned.note)  # refuses a signature that is not of this checkpoint
    assert set(standing.cosigned) == {"police", "health"}
    await log.close()
    late.server.close()


async def test_an_address_that_is_none_is_a_fault_of_one_witness_alone(partnership, make_entry):
    partnership.stations["police"].stop()
    partnership.stations["police"].port = "none"
    log = await partnership.open()
    await log.append(make_entry())
    await until(lambda: log.cosigned.size == 1)
    assert list(log.witness_faults) == ["police"]
    await log.close()
