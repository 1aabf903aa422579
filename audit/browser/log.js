// An exported log, whole: every entry, tile and payload, the manifest, and nothing besides, against one checkpoint.

const ONLY_THIS_EXPORT = [
  "That nothing was added after this checkpoint, or that everyone is shown the same log: keep receipts elsewhere and " +
    "check the export together with them.",
  "That what happened outside the service was logged.",
];

async function verifyExport(files, key, known, progress) {
  const folder = new Folder(files);
  const report = new Report("log", ONLY_THIS_EXPORT);
  let note;
  try {
    note = textOf((await folder.bytes("checkpoint")) ?? Uint8Array.of(0xff));
  } catch {
    return cannotVerify("log", "There is no readable checkpoint in this folder: is it an export of a log?");
  }
  if (note === "") return cannotVerify("log", "The log held no entry when it was exported: there is nothing to check.");
  const checkpoint = await checkpointOr(note, key, report);
  if (!checkpoint) return report;
  if (checkpoint.size > 100_000_000n) return cannotVerify("log", "This log is too long for a browser: use Python.");
  await checkLog(folder, checkpoint, key, known, report, progress);
  return report;
}

async function checkLog(folder, checkpoint, key, known, report, progress) {
  const size = Number(checkpoint.size);
  const contents = { time: 0, ids: new Map(), payloads: new Map(), shredded: new Set(), wrong: [] };
  const read = (start, entries) => readEntries(folder, start, entries, contents);
  const { roots, edge, odd } = await hashBundles(folder, size, read, progress);
  const levels = await levelsOf(roots);
  const whole = edge && !roots.includes(null);
  const rows = whole && [edge, ...levels.map((row) => row.slice(row.length - (row.length % WIDTH)))];
  const signed = whole && same(await rootOfRows(rows), checkpoint.root);
  if (signed) {
    report.facts.push(`All ${size} entries lead to the root that the log signed.`);
    await checkTiles(folder, size, odd, levels, report);
  } else {
    await locate(folder, checkpoint, roots, edge, report);
  }
  await checkKnown(folder, checkpoint, known, signed ? roots : null, report);
  // of entries that were moved about it would only say that they were
  if (signed) for (const [index, text] of contents.wrong) report.add(ALTERED, text, index);
  notePayloads(contents, report);
  await checkManifest(folder, checkpoint, key, report);
  checkStrays(folder, size, whole ? contents.payloads : null, report);
}

// `roots`: null where the entries are not what was signed. They say nothing of the log then: two signatures that
// contradict each other are proof of a fork, a file that was damaged on its way is none.
async function checkKnown(folder, checkpoint, known, roots, report) {
  const size = Number(checkpoint.size);
  for (const earlier of known) {
    if (earlier.size > size) {
      const text = `The log holds ${size} entries, and had signed ${earlier.size} before: it was rolled back.`;
      report.add(ROLLED_BACK, text);
      continue;
    }
    if (Number(earlier.size) === size && !same(earlier.root, checkpoint.root)) {
      report.add(ROLLED_BACK, `The log has signed two different trees of ${size} entries.`);
      continue;
    }
    if (!roots) {
      report.limits.push(
        `Whether it begins with the ${earlier.size} entries that you know: its entries are not what was signed. ` +
          "Ask for another export.",
      );
      continue;
    }
    const root = await rootAt(folder, size, Number(earlier.size), roots);
    if (root && same(root, earlier.root)) {
      report.facts.push(`It begins with the ${earlier.size} entries that the log had signed before, as you know them.`);
    } else if (root) {
      const text = `The first ${earlier.size} entries are not those that the log had signed before: it was forked.`;
      report.add(ROLLED_BACK, text);
    }
  }
}

// The root over the first `at` entries, or null when some of them cannot be read.
async function rootAt(folder, size, at, roots) {
  const full = Math.floor(at / WIDTH);
  const before = roots.slice(0, full);
  if (before.length < full || before.includes(null)) return null;
  const peaks = await peaksOf(before);
  if (at % WIDTH) {
    const { entries } = await readBundle(folder, full, Math.min(WIDTH, size - full * WIDTH));
    if (!entries || entries.length < at % WIDTH) return null;
    peaks.push(...(await peaksOf(await Promise.all(entries.slice(0, at % WIDTH).map(leafHash)))));
  }
  return rootOfPeaks(peaks);
}

async function checkTiles(folder, size, odd, levels, report) {
  const wrong = odd.map((number) => tilePath("0", number, Math.min(WIDTH, size - number * WIDTH)));
  for (const [above, row] of levels.entries()) {
    for (const [number, width] of widths(row.length)) {
      const stored = await folder.tile(String(above + 1), number, width);
      const start = number * WIDTH;
      if (!stored || !sameRow(stored, row.slice(start, start + width))) {
        wrong.push(tilePath(String(above + 1), number, width));
      }
    }
  }
  for (const name of wrong) report.add(ALTERED, `${name} is missing or altered; the entries themselves are sound.`);
}

// Each entry must be JSON with a time that never goes back and a request id of its own.
async function readEntries(folder, start, entries, contents) {
  for (const [offset, bytes] of entries.entries()) {
    const index = start + offset;
    let entry = null;
    try {
      entry = entryOf(textOf(bytes));
    } catch {
      entry = null;
    }
    if (!entry || !Number.isInteger(entry.time) || entry.time < 0 || !named(entry)) {
      contents.wrong.push([index, `Entry ${index} cannot be read as an entry.`]);
      continue;
    }
    if (entry.time < contents.time) contents.wrong.push([index, `Entry ${index} is older than the one before it.`]);
    contents.time = Math.max(contents.time, entry.time);
    if (contents.ids.has(entry.request_id)) {
      contents.wrong.push([index, `Entry ${index} has the request id of an earlier entry.`]);
    }
    contents.ids.set(entry.request_id, index);
    if (isObject(entry.payload)) contents.payloads.set(index, await payloadState(folder, index, entry.payload));
    if (entry.type === "payload.shredded" && Number.isInteger(entry.relates_to)) contents.shredded.add(entry.relates_to);
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const named = (entry) => typeof entry.request_id === "string" && typeof entry.type === "string";

async function payloadState(folder, index, commitment) {
  const content = await folder.bytes(`payload/${index}`);
  if (!content) return "missing";
  const kept = content.length === commitment.length && hex(await sha256(content)) === commitment.digest;
  return kept ? "intact" : "altered";
}

function notePayloads(contents, report) {
  const counts = { intact: 0, shredded: 0, missing: 0, altered: 0 };
  for (const [index, state] of contents.payloads) {
    // a payload that was shredded may be gone as well
    const told = contents.shredded.has(index) && state !== "altered" ? "shredded" : state;
    counts[told] += 1;
    if (told === "missing" || told === "altered") {
      report.add(ALTERED, `The sealed payload of entry ${index} is ${told}.`, index);
    }
  }
  report.payloads = counts;
  report.facts.push(
    `Sealed payloads: ${counts.intact} intact, ${counts.shredded} shredded (the key was destroyed, and the log says ` +
      `so), ${counts.missing} missing, ${counts.altered} altered.`,
  );
}

// It names the given key, or while two keys sign the other one.
async function checkManifest(folder, checkpoint, key, report) {
  const content = await folder.bytes("manifest.json");
  const keys = content ? [key, ...(await otherKey(folder, content))] : [];
  if (!keys.some((one) => same(content, bytesOf(manifestOf(checkpoint, one))))) {
    report.add(ALTERED, "manifest.json does not say what the signed checkpoint says.");
  }
}

// The key that the manifest names, if that one signed the checkpoint as well.
async function otherKey(folder, content) {
  try {
    const named = await readKey(String(strictJson(textOf(content)).get("key")));
    await openCheckpoint(textOf(await folder.bytes("checkpoint")), named);
    return [named];
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return [];
    throw error;
  }
}

function manifestOf(checkpoint, key) {
  const { origin, size, root } = checkpoint;
  const members = { format: "golden-thread-log/1", origin, size: Number(size), root: hex(root), key: key.text };
  const escaped = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `${JSON.stringify(members, null, 1).replace(/[\u007f-\uffff]/g, escaped)}\n`;
}

// Whatever does not belong to the export could be taken for part of it.
function checkStrays(folder, size, payloads, report) {
  const expected = new Set(["checkpoint", "manifest.json"]);
  for (const [number, width] of widths(size)) expected.add(tilePath("entries", number, width));
  for (const [level, count] of countsByLevel(size).entries()) {
    for (const [number, width] of widths(count)) expected.add(tilePath(String(level), number, width));
  }
  for (const path of [...folder.files.keys()].sort()) {
    const [, index] = /^payload\/(0|[1-9]\d*)$/.exec(path) ?? [];
    const isPayload = index !== undefined && Number(index) < size && (!payloads || payloads.has(Number(index)));
    if (!expected.has(path) && !isPayload) report.add(ALTERED, `'${path}' does not belong to this export.`);
  }
}
