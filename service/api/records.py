"""`POST /v1/records/{format}`: an agency's own system hands over a record at a time, in the format that it exports.

The reply comes once the record is durable, linked and in the log. It says what has become of the sender's own record
and which fields were not taken, and nothing of anyone whom the record was linked with.
"""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request, Response

from service.api.replies import PROBLEMS
from service.entries import actor_of
from service.errors import NotPermitted, ReasonCode
from service.identity.principal import PrincipalKind
from service.intake.one_by_one import OneByOne, Taken
from service.intake.sent import FORMATS, Reading
from service.matching.shared_places import ListedPlaces
from service.runtime import Runtime

_EXAMPLE = {
    "provider": "gss:E06000009",
    "record_type": "familyhub.early_help",
    "provider_ref": "EHM-55012",
    "names": [{"family": "Synth", "given": ["Jordan"]}],
    "dob": "2011-04-02",
    "involvement": {"status": "open", "opened": "2026-09-14", "worker": {"name": "Alex Morgan"}},
}
_DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One record as the agency's export has it (docs/files.md), at most 64 KiB.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": _EXAMPLE},
            "text/csv": {"schema": {"type": "string"}, "example": "provider_ref,pnc,cro,family,given,…\n"},
        },
    },
    "security": [{"bearer": []}],
}
_REPLY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What has become of each record, in the order sent, and what was not taken.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["records", "faults"],
                    "properties": {
                        "records": {"type": "array", "items": {"enum": ["new", "changed", "unchanged"]}},
                        "faults": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["code", "field", "advice"],
                                "properties": {name: {"type": "string"} for name in ("code", "field", "advice")},
                            },
                        },
                    },
                },
                "example": {"records": ["new"], "faults": []},
            }
        },
    },
}


def create_records(runtime: Runtime) -> APIRouter:
    """The route, over one runtime."""
    router = APIRouter(prefix="/v1/records", tags=["records"], responses=PROBLEMS)
    receiving = OneByOne(runtime)
    reading = Reading(runtime.keyring, ListedPlaces(runtime.settings.directory))

    @router.post("/{format}", summary="Hand over a record", responses=_REPLY, openapi_extra=_DOCUMENTED)
    async def hand_over(
        request: Request,
        format_: Annotated[str, Path(alias="format", max_length=32, description=f"One of: {', '.join(FORMATS)}.")],
    ) -> Response:
        """Take one record in. The same record again changes nothing: send it again where no reply came."""
        principal = await runtime.gate.by_token(request.headers.get("authorization"))
        if principal.kind is not PrincipalKind.SYSTEM:
            raise NotPermitted(
                ReasonCode.ROLE_NOT_PERMITTED, "Only an agency's system hands records over, with its own key."
            )
        area = await receiving.area_of(principal.agency)
        sent = reading.read(format_, await request.body(), actor_of(principal), area)
        return _reply(await receiving.take(sent))

    return router


def _reply(taken: Taken) -> Response:
    """200 also where all of it went to quarantine: it was received, is kept, and is in the log."""
    body = {"records": taken.became, "faults": [each._asdict() for each in taken.faults]}
    return Response(orjson.dumps(body), media_type="application/json")
