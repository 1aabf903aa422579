"""The same endpoint twice on one real server: once as it is, and once with an entry in the log before it answers.

`python -m deploy.bench.audit_http FOLDER PORT` is the server. The endpoint reads and checks a small question and
answers with a page of JSON; with the log it appends an entry of 983 bytes, waits until it is durable, and answers with
the receipt and its proof besides.
"""

import contextlib
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel

from audit.log import AuditLog
from audit.request_id import new_request_id
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage
from deploy.bench import wire
from deploy.bench.audit_filled import new_place
from deploy.bench.audit_load import entries_of
from deploy.bench.machine import cpu_seconds
from deploy.bench.processes import ROOT, free_port, until_it_answers
from service.pace import for_answering

LINES = 128
ROUNDS = 5
_QUESTION = b'{"forename":"Alexandra","surname":"Example","born":"2015-04-01","purpose":"safeguarding_s47"}'
_ANSWER = b'{"outcome":"told","people":[%b]}' % b",".join([b'{"agency":"lancashire-police","team":"x"}'] * 8)


class Question(BaseModel):
    """What a small enquiry would hold."""

    forename: str
    surname: str
    born: str
    purpose: str


def application(folder: Path) -> FastAPI:
    """The endpoint without the log at /bare, and with it at /logged."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.log = await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"))
        yield
        await app.state.log.close()

    app = FastAPI(lifespan=lifespan)
    (sample,) = entries_of(1)

    @app.post("/bare")
    async def bare(question: Question) -> Response:
        return Response(_ANSWER, media_type="application/json")

    @app.post("/logged")
    async def logged(question: Question) -> Response:
        log: AuditLog = app.state.log
        receipt = await log.append(replace(sample, request_id=new_request_id(), purpose=question.purpose))
        content = b'{"answer":%b,"receipt":%b}' % (_ANSWER, receipt.to_json().encode())
        return Response(content, media_type="application/json")

    return app


def over_http(folder: Path, seconds: float) -> dict[str, Any]:
    """Answers a second with and without the log, in turns, from as many connections at once."""
    place, port = new_place(folder), free_port()
    command = [sys.executable, "-m", "deploy.bench.audit_http", str(place), str(port)]
    with (place / "server.log").open("wb") as words:
        process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=words)
    try:
        until_it_answers(port, process, place / "server.log")
        requests = {path: wire.post(f"/{path}", _QUESTION, "none") for path in ("bare", "logged")}
        rounds: list[dict[str, dict[str, Any]]] = []
        for number in range(ROUNDS + 1):
            found = {path: _run(process.pid, port, request, seconds) for path, request in requests.items()}
            if number:  # the first warms up
                rounds.append(found)
    finally:
        process.terminate()
        process.wait()
    shares = [found["logged"]["per_second"] / found["bare"]["per_second"] for found in rounds]
    processor = [found["bare"]["server_us"] / found["logged"]["server_us"] for found in rounds]
    middle = rounds[shares.index(statistics.median_low(shares))]
    return {"lines": LINES, "share": statistics.median(shares), "of_processor": statistics.median(processor), **middle}


def _run(process: int, port: int, request: bytes, seconds: float) -> dict[str, Any]:
    before = cpu_seconds(process)
    timed = wire.many_at_once(port, [request], LINES, seconds)
    answered = max(len(timed.seconds), 1)
    if set(timed.statuses) != {200}:
        raise wire.NoAnswer
    return {
        "per_second": timed.rate,
        "median_ms": timed.quantile(0.5) * 1e3,
        "p99_ms": timed.quantile(0.99) * 1e3,
        "server_us": (cpu_seconds(process) - before) / answered * 1e6,
    }


if __name__ == "__main__":
    for_answering()  # as the service does
    uvicorn.run(application(Path(sys.argv[1])), port=int(sys.argv[2]), log_level="warning", access_log=False)
