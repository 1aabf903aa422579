"""Whatever hostile file the two verifiers are given, Python's and the browser's, they say the same of it.

Files are drawn from the published vectors, by a fixed seed: changed byte by byte, changed in their JSON, and signed
anew with the log's own key over entries that no honest log would hold. Needs Playwright and a Chromium.
"""

import base64
import json
import os
import random
import runpy
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

from audit.browser import page as parts
from audit.note import open_checkpoint, parse_vkey
from audit.verify import verify_content, verify_export

CHROMIUM = Path(os.environ.get("GOLDEN_THREAD_CHROMIUM", "/usr/bin/chromium"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VECTORS = Path(__file__).parents[1] / "vectors"
MADE = runpy.run_path(str(VECTORS / "make.py"))
DRAWN = int(os.environ.get("GOLDEN_THREAD_DRAWN", "250"))
"""How many changes are drawn for each kind of file."""
JUDGE = """async ([vkey, cases]) => {
  const key = await readKey(vkey);
  const bytesIn = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const judged = [];
  for (const { file, folder, known } of cases) {
    try {
      const before = [];
      for (const note of known) before.push(await openCheckpoint(note, key));
      const files = new Map(Object.entries(folder ?? {}).map(([at, text]) => [at, new File([bytesIn(text)], at)]));
      const report = folder
        ? await verifyExport(files, key, before, () => {})
        : await verifyFile(bytesIn(file), key, before);
      judged.push([report.outcome, report.firstBad === null ? null : String(report.firstBad)]);
    } catch (error) {
      judged.push(["threw", String(error)]);
    }
  }
  return judged;
}"""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="No Chromium here: set GOLDEN_THREAD_CHROMIUM to one."),
    pytest.mark.asyncio(loop_scope="module"),
]
Case = dict[str, object]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser_says(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Callable]:
    """The verdicts of the browser's verifier, asked below its page."""
    folder = Path(parts.__file__).parent
    script = "\n".join((folder / f"{name}.js").read_text() for name in parts.SCRIPTS if name != "page")
    path = tmp_path_factory.mktemp("verifier") / "below.html"
    path.write_text(f'<!doctype html><meta charset="utf-8"><script>"use strict";\n{script}</script>', encoding="utf-8")
    async with async_playwright() as driver:
        started = await driver.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        page: Page = await started.new_page()
        await page.goto(path.as_uri())

        async def judge(key: str, cases: list[Case]) -> list[tuple[str, str | None]]:
            return [tuple(found) for found in await page.evaluate(JUDGE, [key, cases])]

        yield judge
        await started.close()


def python_says(key: str, case: Case, folder: Path) -> tuple[str, str | None]:
    verifier = parse_vkey(key)
    known = [open_checkpoint(note, verifier) for note in case["known"]]
    if case.get("folder") is not None:
        for path, content in case["folder"].items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(base64.b64decode(content))
        report = verify_export(folder, verifier, known, processes=1)
    else:
        report = verify_content(base64.b64decode(case["file"]), verifier, known)
    return report.outcome.name.lower(), None if report.first_bad is None else str(report.first_bad)


async def differences(browser_says: Callable, key: str, cases: list[Case], tmp_path: Path) -> dict[str, object]:
    told = await browser_says(key, cases)
    found = {}
    for number, (case, by_browser) in enumerate(zip(cases, told, strict=True)):
        by_python = python_says(key, case, tmp_path / str(number))
        if by_python != by_browser:
            found[f"{number}: {case['name']}"] = {"python": by_python, "browser": by_browser}
    return found


def read(name: str) -> dict:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def a_file(name: str, content: bytes, known: list[str] | tuple[str, ...] = ()) -> Case:
    return {"name": name, "file": base64.b64encode(content).decode(), "known": list(known)}


def a_folder(name: str, files: dict[str, bytes], known: list[str] | tuple[str, ...] = ()) -> Case:
    folder = {path: base64.b64encode(content).decode() for path, content in files.items()}
    return {"name": name, "folder": folder, "known": list(known)}


def changed_bytes(content: bytes, draw: random.Random) -> bytes:
    """One small change: a bit, a byte, a piece taken out, there twice, put elsewhere, cut off, or something put in."""
    at = draw.randrange(len(content) + 1)
    end = min(len(content), at + draw.choice((1, 1, 2, 8, 64)))
    piece = content[at:end]
    put_in = draw.choice((b"\x00", b"\n", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b'"', b"\\", b"9", b" ", b"-"))
    return draw.choice(
        (
            content[:at] + bytes(byte ^ 1 << draw.randrange(8) for byte in piece) + content[end:],
            content[:at] + content[end:],
            content[:at] + piece + content[at:],
            content[:at] + put_in + content[at:],
            content[:at],
            content[end:] + piece,
        )
    )


ODD = ("NaN", "Infinity", "-0", "1e0", "2.0", "1" * 400, "1" * 5000, "9007199254740993", "-1", "true", "null", '"2"',
       "[]", "{}", '"\\ud800"', "[" * 64 + "]" * 64, "[" * 300 + "]" * 300, "[" * 100_000, '{"a":1,"a":2}', "0x1",
       "01")  # fmt: skip
"""JSON, or nearly, in the place of a value."""


def changed_json(text: str, draw: random.Random) -> str:
    """One value of it replaced by an odd one, or one member there twice."""
    members = json.loads(text)
    name = draw.choice(list(members))
    mark = "\u0000"
    if draw.random() < 0.2:
        return text[:-1].rstrip().removesuffix("}") + f',"{name}":{json.dumps(members[name])}}}'
    where = members[name]
    if isinstance(where, list) and where and draw.random() < 0.7:
        place = draw.randrange(len(where))
        if isinstance(where[place], dict):
            where[place][draw.choice(list(where[place]))] = mark
        else:
            where[place] = mark
    elif isinstance(where, dict) and where and draw.random() < 0.7:
        where[draw.choice(list(where))] = mark
    else:
        members[name] = mark
    return json.dumps(members, ensure_ascii=draw.random() < 0.5).replace(json.dumps(mark), draw.choice(ODD))


@pytest.mark.parametrize("name", ["receipts", "extracts"])
async def test_of_changed_receipts_and_extracts_both_say_the_same(browser_says, tmp_path, name):
    vectors, draw = read(name), random.Random(5)
    whole = [case for case in vectors["cases"] if case["outcome"] in {"sound", "rolled_back"}]
    cases = []
    for n in range(DRAWN):
        case = draw.choice(whole)
        if n % 2:
            cases.append(a_file(case["name"], changed_bytes(case["file"].encode(), draw), case["known"]))
        else:
            text = changed_json(case["file"], draw)
            cases.append(a_file(text[:20_000], text.encode("utf-8", "surrogatepass"), case["known"]))
    assert await differences(browser_says, vectors["key"], cases, tmp_path) == {}


async def test_of_other_encodings_and_large_parts_both_say_the_same(browser_says, tmp_path):
    vectors = read("receipts")
    text = vectors["cases"][0]["file"]
    members = json.loads(text)
    stranger = f"— stranger {base64.b64encode(b'x' * 300_000).decode()}\n"
    texts = [
        json.dumps(members | {"checkpoint": members["checkpoint"] + stranger}),
        json.dumps(members | {"checkpoint": members["checkpoint"] + stranger * 3}),
        json.dumps(members | {"checkpoint": "\ufeff" + members["checkpoint"]}),
        json.dumps(members | {"index": (1 << 60) + 1}),
        json.dumps(members | {"entry": "x" * 3_000_000}),
        json.dumps(members | {"entry": '\\"' * 3_000_000}),
    ]
    encoded = [text.encode(how) for how in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be")]
    cases = [a_file(f"text {n}", one.encode()) for n, one in enumerate(texts)]
    cases += [a_file(f"encoded {n}", one) for n, one in enumerate(encoded)]
    assert await differences(browser_says, vectors["key"], cases, tmp_path) == {}


async def test_of_changed_exports_both_say_the_same(browser_says, tmp_path):
    vectors, draw = read("exports"), random.Random(6)
    cases = []
    for _ in range(DRAWN):
        name = draw.choice([name for name in vectors["exports"] if name != "empty"])
        files = {path: base64.b64decode(content) for path, content in vectors["exports"][name].items()}
        path = draw.choice(sorted(files))
        what = draw.randrange(8)
        if what == 0:
            del files[path]
        elif what == 1:
            files[draw.choice(sorted(files))] = files[path]
        elif what == 2:
            files[path + draw.choice((".p/1", "~", "0", "/x"))] = files.pop(path)
        else:
            files[path] = changed_bytes(files[path], draw)
        cases.append(a_folder(f"{name} {path} {what}", files))
    assert await differences(browser_says, vectors["key"], cases, tmp_path) == {}


def odd_bodies(draw: random.Random) -> Iterator[bytes]:
    """Entries as only whoever holds the signing key could write them."""
    sound = MADE["body"](3, subject="gn:1", details={"a": 1}).decode()
    members = json.loads(sound)
    for name in ("time", "request_id", "type", "payload", "relates_to", "actor", "subject", "version", "__proto__"):
        for odd in ODD:
            mark = json.dumps("\u0001")
            yield (
                json.dumps(members | {name: "\u0001"}, sort_keys=True, separators=(",", ":"))
                .replace(mark, odd)
                .encode()
            )
    payload = '{"alg":"a","digest":"%s","length":%s}'
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for length in ("0", "0.0", "false", "-0", "1e0", "null", '"0"'):
        yield (sound[:-1] + ',"payload":' + payload % (digest, length) + "}").encode()
    yield b"\xef\xbb\xbf" + sound.encode()
    yield sound.encode("utf-16")
    yield (sound[:-1] + ',"request_id":"request-0001"}').encode()
    yield (sound[:-1] + ',"time":1}').encode()
    yield (" " + sound).encode()
    for _ in range(DRAWN):
        yield changed_bytes(sound.encode(), draw)


async def test_of_entries_that_no_honest_log_holds_both_say_the_same(browser_says, tmp_path):
    """As a receipt, as an extract by each kind of condition, and as an export; all signed with the log's own key."""
    vectors, draw = read("receipts"), random.Random(7)
    cases = []
    for odd in odd_bodies(draw):
        if len(odd) > 65_535:
            continue
        kept = MADE["Kept"]([MADE["body"](1), odd, MADE["body"](9)], {})
        cases.append(a_folder(f"export {odd[:3000]!r}", kept.export()))
        try:
            text = kept.receipt(1)
        except UnicodeDecodeError:
            continue
        cases.append(a_file(f"receipt {odd[:3000]!r}", text.encode()))
        receipt = json.loads(text)
        row = {name: receipt[name] for name in ("index", "entry", "proof")}
        condition = draw.choice(
            ({"since": 1}, {"type": "enquiry.answered"}, {"staff": "staff-0"}, {"subject": "gn:1"}, {})
        )
        extract = {"format": "golden-thread-extract/1", "filter": condition, "checkpoint": receipt["checkpoint"]}
        cases.append(a_file(f"extract {condition} {odd[:3000]!r}", json.dumps(extract | {"entries": [row]}).encode()))
    assert await differences(browser_says, vectors["key"], cases, tmp_path) == {}
