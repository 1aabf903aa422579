"""The application: the JSON interface and the pages over one runtime, and the server that runs it."""

import socket
from typing import Any

import uvicorn
from fastapi import FastAPI

from service.api import problems
from service.api.access_requests import create_access_requests
from service.api.agreements import create_agreements
from service.api.clerical import create_clerical
from service.api.emergencies import create_emergencies
from service.api.enquiries import create_enquiries
from service.api.explanations import create_explanations
from service.api.fhir import create_fhir
from service.api.follow_ups import create_follow_ups
from service.api.health import create_health
from service.api.log_export import create_log_export
from service.api.nominals import create_nominals
from service.api.oversight import create_oversight
from service.api.oversight_log import create_oversight_log
from service.api.policy_bundle import create_policy_bundle
from service.api.records import create_records
from service.api.replies import add_schemas
from service.api.requests import Application, Requests
from service.api.reviews import create_reviews
from service.api.suspensions import create_suspensions
from service.errors import NotFound, ReasonCode
from service.oversight.anomalies.terms_logged import note_terms
from service.pace import for_answering
from service.readiness import new_shard_due
from service.runtime import Runtime
from service.telemetry import logger
from service.web.pages import create_pages
from service.web.wiring import ports_of

DESCRIPTION = """Who else is working with this family? Agencies ask; the signed agreements decide what may be told;
every answer has a receipt that anyone can check with the log's public key alone."""


def create_api(runtime: Runtime) -> FastAPI:
    """The routes. FastAPI's own telemetry is off: it would log what a request that failed its schema held."""
    app = FastAPI(
        title="Golden Thread",
        version="0.1.0",
        description=DESCRIPTION,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    for create in (
        create_enquiries,
        create_follow_ups,
        create_records,
        create_agreements,
        create_explanations,
        create_oversight,
        create_fhir,
        create_log_export,
        create_oversight_log,
        create_access_requests,
        create_emergencies,
        create_reviews,
        create_suspensions,
        create_nominals,
        create_clerical,
        create_policy_bundle,
        create_health,
    ):
        # not include_router: it wraps each router, and every request goes through the wrapper
        app.router.routes.extend(create(runtime).routes)
    app.add_api_route(
        "/v1/{rest:path}", _nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        add_schemas(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend the document
    return app


async def _nowhere(rest: str) -> None:
    """Systems get problems, not pages, for an address that the interface does not have."""
    raise NotFound(ReasonCode.NOT_FOUND, "The interface has no such address. See /openapi.json.")


def create_app(runtime: Runtime) -> Application:
    """The whole application, wrapped once."""
    app = create_api(runtime)
    app.mount("/", create_pages(ports_of(runtime)))
    return Requests(app)


async def serve(runtime: Runtime, host: str, port: int, listening: socket.socket | None = None) -> None:
    """Serve until a signal. One process: SQLite and the sessions of the pages belong to it."""
    await note_terms(runtime)  # the thresholds of reviews hold from the first enquiry on, not from the first reading
    config = uvicorn.Config(
        create_app(runtime), host=host, port=port, http="httptools", access_log=False,
        log_level="warning", server_header=False, date_header=True, lifespan="off",
    )  # fmt: skip
    if new_shard_due(runtime):
        logger().warning("the year is over: begin a new shard of the log with `service log new-shard`")
    for_answering()
    logger().info("serving", address=f"{host}:{port}", mode=runtime.settings.mode)
    await uvicorn.Server(config).serve(sockets=[listening] if listening else None)
