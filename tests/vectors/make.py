"""Makes the vectors in this folder: `python tests/vectors/make.py [FOLDER]`, from the root of the checkout.

Everything in them is fixed (key, entries, times), so that making them again gives the same bytes.
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

from audit.entry_filter import EntryFilter
from audit.events import Actor, Entry, EventType, Operation
from audit.export import write_export
from audit.extract import write_extract
from audit.layout import bundle, split_bundle
from audit.merkle import inclusion_proof, leaf_hash
from audit.note import Checkpoint, Secret, secret_from_seed
from audit.receipt import ReceiptDocument
from audit.release import SealedPayload
from audit.storage.port import PayloadRow, Row
from audit.template import template
from audit.tree import Tree, grow, reader

ORIGIN = "goldenthread.example/vectors"
SECRET = secret_from_seed(ORIGIN, bytes(range(32)))
STRANGER = secret_from_seed(ORIGIN, bytes(range(1, 33)))
NOON = 1_795_176_000_000_000
SOUND, ALTERED, ROLLED_BACK, UNVERIFIABLE = "sound", "altered", "rolled_back", "unverifiable"
Files = dict[str, bytes]


class Kept:
    """A log in memory: what the export asks of a storage, and no more."""

    def __init__(self, bodies: list[bytes], payloads: dict[int, SealedPayload], secret: Secret = SECRET) -> None:
        growth = grow(Tree(), [leaf_hash(body) for body in bodies])
        self.bodies, self.tree, self.secret = bodies, growth.tree, secret
        self._payloads = payloads
        self._tiles = {(level, n): content for level, n, content in growth.tiles}
        self.checkpoint = secret.sign(Checkpoint(ORIGIN, self.tree.size, self.tree.root).text())

    def rows(self, start: int, end: int) -> list[Row]:
        return [Row(i, "", self.bodies[i], b"") for i in range(start, end)]

    def tile(self, level: int, n: int) -> bytes | None:
        return self._tiles.get((level, n))

    def payloads(self, start: int, end: int) -> list[PayloadRow]:
        found = [(i, p) for i, p in sorted(self._payloads.items()) if start <= i < end]
        return [PayloadRow(i, p.alg, p.ciphertext, p.wrapped_key) for i, p in found]

    def receipt(self, index: int) -> str:
        proof = inclusion_proof(index, self.tree.size, reader(self.tree, self.tile))
        return ReceiptDocument(index, self.tree.size, self.bodies[index], proof, self.checkpoint).to_json()

    def export(self) -> Files:
        with tempfile.TemporaryDirectory() as folder:
            write_export(self, self.tree, self.checkpoint, self.secret.verifier, Path(folder))
            paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
            return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def extract(self, **conditions: str | int) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "extract.json"
            write_extract(self, self.tree, self.checkpoint, EntryFilter.of(conditions), path)
            return path.read_text(encoding="utf-8")


def body(n: int, payload: SealedPayload | None = None, **fields) -> bytes:
    """Entry number `n`."""
    members = {
        "type": EventType.ENQUIRY_ANSWERED,
        "request_id": f"request-{n:04d}",
        "actor": Actor(f"staff-{n % 3}", ("police:04", "gss:E06000009")[n % 2], "family_hub_worker"),
        "operation": Operation.DISCLOSURE,
        "purpose": "early_help_coordination",
        "payload": payload.commitment() if payload else None,
        **fields,
    }
    return template(Entry(**members)).at(NOON + n * 1_000_000)


def small() -> Kept:
    """Five entries: three with payloads, of which the first was shredded by the last entry."""
    payloads = {n: SealedPayload(f"ciphertext {n}".encode() * 9, b"") for n in (1, 2, 3)}
    bodies = [body(n, payloads.get(n), subject="gn:Zoë", details={"note": 'a "quoted" \\ \n word'}) for n in range(4)]
    bodies.append(body(4, type=EventType.PAYLOAD_SHREDDED, operation=Operation.ERASURE, relates_to=1))
    return Kept(bodies, payloads)


def larger(count: int = 600) -> Kept:
    """Three bundles, the last of them not full, under tiles of two levels."""
    return Kept([body(n) for n in range(count)], {})


def insider() -> Kept:
    """Signed with the log's own key, and yet not in order: time goes back at 3, and 5 has the request id of 2."""
    bodies = [body(n) for n in range(8)]
    bodies[3] = body(3).replace(str(NOON + 3_000_000).encode(), str(NOON).encode())
    bodies[5] = body(5, request_id="request-0002")
    bodies[6] = b"not an entry"
    return Kept(bodies, {})


def receipts() -> dict[str, object]:
    """Receipts, and what a verifier says of each."""
    log, other = small(), Kept([body(n) for n in range(5)], {})
    text = log.receipt(2)
    members = json.loads(text)
    entry = members["entry"]

    def changed(**new) -> str:
        return json.dumps(members | new, ensure_ascii=False)

    proof = members["proof"]
    cases = [
        case("as the log issued it", text, SOUND),
        case("indented, members in another order", json.dumps(members, indent=2, sort_keys=True), SOUND),
        case("every other entry of the log", log.receipt(4), SOUND),
        case("a log of one entry", Kept([body(0)], {}).receipt(0), SOUND),
        case("one word of the entry changed", changed(entry=entry.replace("early", "later")), ALTERED, 2),
        case("another index", changed(index=3), ALTERED, 3),
        case("an index outside the log", changed(index=5), ALTERED, 5),
        case("a negative index", changed(index=-1), ALTERED, -1),
        case("another size", changed(size=6), ALTERED, 2),
        case("a hash of the proof missing", changed(proof=proof[:-1]), ALTERED, 2),
        case("a hash of the proof too many", changed(proof=[*proof, proof[0]]), ALTERED, 2),
        case("the proof in another order", changed(proof=proof[::-1]), ALTERED, 2),
        case("the checkpoint of another tree", changed(checkpoint=other.checkpoint), ALTERED, 2),
        case("a size in the checkpoint that was not signed", changed(checkpoint=bigger(log.checkpoint)), ALTERED, 2),
        case("signed with another key", Kept(log.bodies, {}, STRANGER).receipt(2), UNVERIFIABLE),
        case("a hash of 31 bytes", changed(proof=[base64.b64encode(b"x" * 31).decode(), *proof[1:]]), UNVERIFIABLE),
        case("base64 with spare bits", changed(proof=[proof[0][:-2] + "9=", *proof[1:]]), UNVERIFIABLE),
        case("a member too many", changed(extra=1), UNVERIFIABLE),
        case("a member twice", '{"index":0,' + text[1:], UNVERIFIABLE),
        case("an index that is not a whole number", changed(index=2.0), UNVERIFIABLE),
        case("not JSON", "receipt", UNVERIFIABLE),
        case("empty", "", UNVERIFIABLE),
        case("two trees of one size", text, ROLLED_BACK, known=[other.checkpoint]),
        case("what is known agrees", text, SOUND, known=[log.checkpoint]),
    ]
    return {"key": SECRET.verifier.vkey, "cases": cases}


def extracts() -> dict[str, object]:
    """Extracts, and what a verifier says of each."""
    log = larger(300)
    text = log.extract(agency="police:04", since=NOON + 250_000_000, until=NOON + 261_000_000)
    members = json.loads(text)
    rows = members["entries"]

    def changed(**new) -> str:
        return json.dumps(members | new, ensure_ascii=False)

    altered = rows[1] | {"entry": rows[1]["entry"].replace("early", "later")}
    cases = [
        case("as the log wrote it", text, SOUND),
        case("nothing meets the filter", log.extract(agency="nobody"), SOUND),
        case("one entry left out, which nobody can see", changed(entries=rows[1:]), SOUND),
        case("one word of an entry changed", changed(entries=[rows[0], altered, *rows[2:]]), ALTERED, 252),
        case("an entry that does not meet the filter", changed(filter={"agency": "gss:E06000009"}), ALTERED, 250),
        case("an entry before the time of the filter", changed(filter={"since": NOON + 251_000_000}), ALTERED, 250),
        case("two entries in another order", changed(entries=[rows[1], rows[0], *rows[2:]]), ALTERED, 250),
        case("an entry twice", changed(entries=[rows[0], *rows]), ALTERED, 250),
        case("another entry's index", changed(entries=[rows[0] | {"index": 251}, *rows[1:]]), ALTERED, 251),
        case("a size that was not signed", changed(checkpoint=bigger(log.checkpoint)), ALTERED),
        case("signed with another key", Kept(log.bodies, {}, STRANGER).extract(agency="police:04"), UNVERIFIABLE),
        case("a condition that nobody knows", changed(filter={"colour": "red"}), UNVERIFIABLE),
        case("a row with a member too many", changed(entries=[rows[0] | {"extra": 1}]), UNVERIFIABLE),
        case("a member too many", changed(extra=1), UNVERIFIABLE),
    ]
    return {"key": SECRET.verifier.vkey, "cases": cases}


def case(name: str, text: str, outcome: str, first_bad: int | None = None, known: list[str] | None = None) -> dict:
    """One file and the verdict on it."""
    return {"name": name, "file": text, "known": known or [], "outcome": outcome, "first_bad": first_bad}


def bigger(note: str) -> str:
    """A checkpoint with another size, still under the old signature."""
    origin, size, rest = note.split("\n", 2)
    return f"{origin}\n{int(size) + 1}\n{rest}"


def exports() -> dict[str, object]:
    """Exported logs, changes to them, and what a verifier says after each."""
    logs = {"small": small(), "larger": larger(), "insider": insider()}
    found = {name: log.export() for name, log in logs.items()}
    forked = larger(601)
    cases = [
        *changes_to_the_small_one(found["small"]),
        *changes_to_the_larger_one(found["larger"]),
        change("larger", "what is known agrees", {}, {}, SOUND, known=[larger(300).checkpoint, larger(1).checkpoint]),
        change("larger", "the log had signed more entries before", {}, {}, ROLLED_BACK, known=[forked.checkpoint]),
        change("larger", "the log had signed others before", {}, {}, ROLLED_BACK, known=[small().checkpoint]),
        change("insider", "in order to the hashes, and not as a log", {}, {}, ALTERED, 3),
    ]
    bases = {name: {path: b64(content) for path, content in files.items()} for name, files in found.items()}
    return {"key": SECRET.verifier.vkey, "exports": bases, "cases": cases}


def changes_to_the_small_one(files: Files) -> list[dict]:
    """Files altered, removed and added."""
    entries, tile = "tile/entries/000.p/5", "tile/0/000.p/5"

    def told(name: str, new: dict[str, bytes | None], outcome: str, first_bad: int | None = None) -> dict:
        return change("small", name, files, new, outcome, first_bad)

    def flipped(path: str, at: int) -> dict[str, bytes | None]:
        content = bytearray(files[path])
        content[at] ^= 1
        return {path: bytes(content)}

    stranger = STRANGER.sign(files["checkpoint"].decode().split("\n\n")[0] + "\n").encode()
    third = files[entries].index(b"request-0002")
    return [
        told("as it was exported", {}, SOUND),
        told("the payload of a shredded entry is gone", {"payload/1": None}, SOUND),
        told("a payload is gone", {"payload/2": None}, ALTERED, 2),
        told("a payload is altered", flipped("payload/3", 5), ALTERED, 3),
        told("the payload of a shredded entry is altered", flipped("payload/1", 0), ALTERED, 1),
        told("one byte of an entry", flipped(entries, third), ALTERED, 2),
        told("the length of an entry", flipped(entries, 1), ALTERED, 0),
        told("one byte after the last entry", {entries: files[entries] + b"\0"}, ALTERED, 4),
        told("the bundle cut off", {entries: files[entries][:-1]}, ALTERED, 4),
        told("the bundle gone", {entries: None}, ALTERED, 0),
        told("a hash of a tile", flipped(tile, 40), ALTERED),
        told("a tile gone", {tile: None}, ALTERED),
        told("the manifest", flipped("manifest.json", 60), ALTERED),
        told("a file that does not belong", {"payload/4": b"smuggled"}, ALTERED),
        told("the root in the checkpoint", flipped("checkpoint", 40), ALTERED),
        told("the checkpoint gone", {"checkpoint": None}, UNVERIFIABLE),
        told("the checkpoint empty", {"checkpoint": b""}, UNVERIFIABLE),
        told("the checkpoint signed with another key", {"checkpoint": stranger}, UNVERIFIABLE),
    ]


def changes_to_the_larger_one(files: Files) -> list[dict]:
    """Entries altered, deleted, repeated, swapped and put in another order."""
    names = ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"]
    rows = [split_bundle(files[name]) for name in names]
    worse = rows[1][44].replace(b"early", b"later")
    mended = bytearray(files["tile/0/001"])
    mended[44 * 32 : 45 * 32] = leaf_hash(worse)
    altered = {names[1]: bundle([*rows[1][:44], worse, *rows[1][45:]])}
    hidden = {**altered, "tile/0/001": bytes(mended)}

    def first(*entries: bytes) -> dict[str, bytes | None]:
        return {names[0]: bundle(entries)}

    def told(name: str, new: dict[str, bytes | None], outcome: str, first_bad: int | None = None) -> dict:
        return change("larger", name, files, new, outcome, first_bad)

    one = rows[0]
    moved = [*one[1:], rows[1][0]], [*rows[1][1:], rows[2][0]], rows[2][1:]
    all_moved = dict(zip(names, map(bundle, moved), strict=True))
    return [
        told("as it was exported", {}, SOUND),
        told("an entry altered", altered, ALTERED, 300),
        told("an entry altered, and its stored hash mended", hidden, ALTERED, 256),
        told(
            "the hashes above mended too", {**altered, "tile/0/001": bytes(mended), "tile/1/000.p/2": b""}, ALTERED, 0
        ),
        told("an entry deleted", first(*one[:7], *one[8:]), ALTERED, 7),
        told("an entry twice", first(*one[:8], one[7], *one[8:]), ALTERED, 8),
        told("two entries swapped", first(*one[:7], one[8], one[7], *one[9:]), ALTERED, 7),
        told("entries in another order", first(*one[:3], *one[3:9][::-1], *one[9:]), ALTERED, 3),
        told("an entry replaced by a copy of another", first(*one[:9], one[7], *one[10:]), ALTERED, 9),
        told("an entry put in", first(*one[:5], b"{}", *one[5:]), ALTERED, 5),
        told("entries cut off", first(*one[:200]), ALTERED, 200),
        told("a bundle gone", {names[1]: None}, ALTERED, 256),
        told("two bundles changed places", {names[0]: files[names[1]], names[1]: files[names[0]]}, ALTERED, 0),
        told("the first entry deleted, and all moved up", all_moved, ALTERED, 0),
        told("a tile of the upper level gone", {"tile/1/000.p/2": None}, ALTERED),
    ]


def change(
    export: str,
    name: str,
    files: Files,
    new: dict[str, bytes | None],
    outcome: str,
    first_bad: int | None = None,
    known: list[str] | None = None,
) -> dict:
    """One change: of each file `path`, `remove` bytes from `at` on give way to `insert`; or the file is `gone`."""
    edits = [edit(path, files.get(path, b""), content) for path, content in new.items()]
    verdict = {"known": known or [], "outcome": outcome, "first_bad": first_bad}
    return {"name": f"{export}: {name}", "export": export, "edits": edits, **verdict}


def edit(path: str, old: bytes, new: bytes | None) -> dict[str, object]:
    if new is None:
        return {"path": path, "gone": True}
    most = min(len(old), len(new))
    at = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - at) if old[-1 - i] != new[-1 - i]), most - at)
    return {"path": path, "at": at, "remove": len(old) - at - tail, "insert": b64(new[at : len(new) - tail])}


def tiles() -> dict[str, object]:
    """Entry `n` is the text `entry n`; the roots at some sizes, and every tile of the last."""
    bodies = [f"entry {n}".encode() for n in range(1000)]
    sizes = [1, 2, 3, 255, 256, 257, 511, 512, 513, 1000]
    roots = {str(size): Kept(bodies[:size], {}).tree.root.hex() for size in sizes}
    export = Kept(bodies, {}).export()
    return {"roots": roots, "tiles": {p: c.hex() for p, c in export.items() if p.startswith(("tile/0", "tile/1"))}}


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def make(folder: Path) -> None:
    """Write every file of vectors into the folder."""
    for part in (receipts, extracts, exports, tiles):
        text = json.dumps(part(), indent=1, ensure_ascii=False) + "\n"
        (folder / f"{part.__name__}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
