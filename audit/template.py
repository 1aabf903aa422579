"""The canonical bytes of an entry: its members in the order of their names, without those that are empty.

Written out member by member, because every answer waits for it: a general encoder takes three times as long. A property
test holds it to `audit.canonical`, and so to RFC 8785.
"""

from dataclasses import dataclass
from functools import lru_cache

from audit.canonical import MAX_BYTES, MAX_INTEGER, TOO_LONG, canonical_bytes, canonical_text, quoted
from audit.errors import EntryRefused
from audit.events import Actor, AgreementVersion, Commitment, Entry, MatchSummary, Verdict

VERSION = 1
MAX_REQUEST_ID = 128
_DIGITS_OF_TIME = 16
"""Nine quadrillion microseconds: room is kept for them, so that no entry outgrows the limit later."""
_HEX = frozenset("0123456789abcdef")


@dataclass(slots=True)
class Template:
    """The canonical bytes of an entry but for its time, which only the log's writer knows."""

    request_id: str
    before: bytes
    after: bytes

    def at(self, time: int) -> bytes:
        """The entry's bytes at `time`, in microseconds since 1970, UTC."""
        return b"%b%d%b" % (self.before, time, self.after)

    def same_but_for_time(self, body: bytes) -> bool:
        """Whether `body` is this entry, taken in at whatever time."""
        time = body[len(self.before) : len(body) - len(self.after)]
        return body.startswith(self.before) and body.endswith(self.after) and time.isdigit()


def template(entry: Entry) -> Template:
    """Encode an entry once, so that the writer has only to put the time in. Raises EntryRefused."""
    request_id = entry.request_id
    if not 0 < len(request_id) <= MAX_REQUEST_ID or not request_id.isascii() or not request_id.isprintable():
        raise EntryRefused("A log entry needs a request id of at most 128 plain characters.")
    try:
        before = canonical_bytes(f'{{{_up_to_match(entry)}{_up_to_subject(entry)},"time":')
    except TypeError as error:
        raise EntryRefused("The log entry holds something other than a text where a text belongs.") from error
    after = f',"type":{quoted(entry.type)},"version":{VERSION}}}'.encode()
    if len(before) + _DIGITS_OF_TIME + len(after) > MAX_BYTES:
        raise EntryRefused(TOO_LONG)
    return Template(request_id, before, after)


def _up_to_match(entry: Entry) -> str:
    text = '"actor":' + _actor(entry.actor)
    if entry.agreements:
        text += f',"agreements":[{",".join(map(_agreement, entry.agreements))}]'
    if entry.break_glass:
        text += ',"break_glass":true'
    if entry.decision is not None:
        text += ',"decision":' + _verdict(entry.decision)
    if entry.details:
        text += ',"details":' + canonical_text(dict(entry.details))
    if entry.fields:
        text += ',"fields":' + _list(entry.fields)
    if entry.lawful_basis:
        text += ',"lawful_basis":' + _list(entry.lawful_basis)
    if entry.match is not None:
        text += ',"match":' + _match(entry.match)
    return text


def _up_to_subject(entry: Entry) -> str:
    text = "" if entry.operation is None else ',"operation":' + quoted(entry.operation)
    if entry.payload is not None:
        text += ',"payload":' + _commitment(entry.payload)
    if entry.providers:
        text += ',"providers":' + _list(entry.providers)
    if entry.purpose:
        text += ',"purpose":' + quoted(entry.purpose)
    if entry.recipients:
        text += ',"recipients":' + _list(entry.recipients)
    if entry.relates_to is not None:
        text += ',"relates_to":' + _number(entry.relates_to)
    if entry.relationship:
        text += ',"relationship":' + quoted(entry.relationship)
    text += ',"request_id":' + quoted(entry.request_id)
    if entry.subject:
        text += ',"subject":' + quoted(entry.subject)
    return text


def _actor(actor: Actor) -> str:
    text = '{"agency":' + quoted(actor.agency)
    if actor.assurance:
        text += ',"assurance":' + quoted(actor.assurance)
    if actor.role:
        text += ',"role":' + quoted(actor.role)
    return f'{text},"staff":{quoted(actor.staff)}}}'


def _agreement(agreement: AgreementVersion) -> str:
    return f'{{"digest":{quoted(agreement.digest)},"id":{quoted(agreement.id)},"version":{quoted(agreement.version)}}}'


def _verdict(verdict: Verdict) -> str:
    text = '{"bundle":' + quoted(verdict.bundle) + "," if verdict.bundle else "{"
    text += '"effect":' + quoted(verdict.effect)
    if verdict.obligations:
        text += ',"obligations":' + _list(verdict.obligations)
    if verdict.question:
        text += ',"question":' + quoted(verdict.question)
    if verdict.reasons:
        text += ',"reasons":' + _list(verdict.reasons)
    if verdict.rules:
        text += ',"rules":' + _list(verdict.rules)
    return text + "}"


def _match(match: MatchSummary) -> str:
    band = f'"band":{quoted(match.band)},' if match.band else ""
    return (
        f'{{{band}"candidates":{_number(match.candidates)},"model":{quoted(match.model)},'
        f'"score":{_number(match.score)}}}'
    )


def _commitment(payload: Commitment) -> str:
    if len(payload.digest) != 64 or not _HEX.issuperset(payload.digest):
        raise EntryRefused("The commitment to a payload is the hex SHA-256 of its ciphertext.")
    return f'{{"alg":{quoted(payload.alg)},"digest":"{payload.digest}","length":{_number(payload.length)}}}'


@lru_cache(maxsize=1024)
def _list(texts: tuple[str, ...]) -> str:
    """Remembered, because the same few lists of codes stand in every entry."""
    return f"[{','.join(map(quoted, texts))}]"


def _number(number: int) -> str:
    if type(number) is not int or not -MAX_INTEGER <= number <= MAX_INTEGER:
        raise EntryRefused("A number in the log entry is not a whole number within 2^53: write it as text.")
    return str(number)
