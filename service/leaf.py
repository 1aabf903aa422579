"""An entry of the log as it is read: pseudonyms, codes and digests; nothing personal is in it."""

from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from audit.log import Logged
from audit.whole_log import EARLIER

AFTER_ANSWERS: Final = frozenset({"enquiry.answered", "enquiry.empty"})
"""What an entry is called that was written before an answer left, with what was told in its payload."""
_EXAMPLE: JsonDict = {
    "index": 41,
    "name": "41",
    "time": 1795163400123456,
    "type": "enquiry.answered",
    "request": "0f9d3c5e6b7a48c1a2d4e6f801234567",
    "staff": "staff-7q4mzk2pd5w6x3v8n9b1c0f2ga",
    "agency": "gss:E06000009",
    "role": "family_hub_worker",
    "operation": "disclosure",
    "purpose": "early_help_coordination",
    "relationship": "open_case",
    "level": 2,
    "providers": ["police:04"],
    "recipients": ["gss:E06000009"],
    "agreements": ["LANCS-ISA-0042 1.3.0"],
    "rules": ["R1"],
    "gateways": ["CA2004.s10"],
    "band": "confirmed",
}


class Leaf(BaseModel):
    """One entry, flattened for a table. Missing facts are empty: a leaf holds only what its kind of entry says."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    index: int = Field(description="The number of the entry through all shards of the log, from 0.")
    name: str = Field("", description="How it is written: `2027-1041` is index 1041 of the log of 2027.")
    time: int = Field(description="Microseconds since 1970, UTC.")
    type: str = Field(description="The kind of entry, such as `enquiry.answered`.")
    request: str = Field(description="The id of the enquiry or other request.")
    staff: str = Field(description="The pseudonym of whoever did it.")
    agency: str = ""
    role: str = ""
    operation: str = Field("", description="The operation by DPA 2018 s.62(1).")
    purpose: str = ""
    relationship: str = ""
    level: int = 0
    break_glass: bool = Field(False, description="An emergency was declared.")
    subject: str = Field("", description="The pseudonym of the person asked about, where something was shown.")
    providers: list[str] = []
    recipients: list[str] = []
    agreements: list[str] = Field([], description="`id version` of each agreement that allowed it.")
    rules: list[str] = []
    gateways: list[str] = []
    obligations: list[str] = []
    fields: list[str] = []
    bundle: str = Field("", description="The digest of the policy bundle that decided.")
    band: str = ""
    relates_to: int | None = Field(None, description="The number of the entry that it is about.")
    relates_to_name: str = Field("", description="How that one is written.")


def read_leaf(logged: Logged) -> Leaf:
    """Read an entry from its stored bytes."""
    document = orjson.loads(logged.body)
    actor = document.get("actor", {})
    decision = document.get("decision", {})
    related = _related(document, logged)
    return Leaf(
        index=logged.index,
        name=_name(logged.index, logged),
        time=document.get("time", 0),
        type=document.get("type", ""),
        request=document.get("request_id", ""),
        staff=actor.get("staff", ""),
        agency=actor.get("agency", ""),
        role=actor.get("role", ""),
        operation=document.get("operation", ""),
        purpose=document.get("purpose", ""),
        relationship=document.get("relationship", ""),
        level=document.get("details", {}).get("level", 0),
        break_glass=document.get("break_glass", False),
        subject=document.get("subject", ""),
        providers=document.get("providers", []),
        recipients=document.get("recipients", []),
        agreements=[f"{one.get('id', '')} {one.get('version', '')}" for one in document.get("agreements", [])],
        rules=decision.get("rules", []),
        gateways=document.get("lawful_basis", []),
        obligations=decision.get("obligations", []),
        fields=document.get("fields", []),
        bundle=decision.get("bundle", ""),
        band=document.get("details", {}).get("band", ""),
        relates_to=related,
        relates_to_name="" if related is None else _name(related, logged),
    )


def _name(number: int, logged: Logged) -> str:
    return logged.numbering.name(number) if logged.numbering else str(number)


def _related(document: dict[str, Any], logged: Logged) -> int | None:
    """The number of the entry that this one is about: of its own shard by its index, of an earlier one by its name."""
    here: int | None = document.get("relates_to")
    numbering = logged.numbering
    if numbering is None:
        return here
    if here is not None:
        return here + numbering.shard_of(logged.index).first
    earlier = document.get("details", {}).get(EARLIER)
    if not isinstance(earlier, dict):
        return None
    first, index = numbering.firsts.get(earlier.get("origin", "")), earlier.get("index")
    return None if first is None or type(index) is not int else first + index
