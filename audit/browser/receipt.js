// Receipts and extracts: entries with the proof that each is in the log (golden-thread-receipt/1, -extract/1).

const RECEIPT = "golden-thread-receipt/1";
const EXTRACT = "golden-thread-extract/1";
const ONLY_A_RECEIPT = [
  "That nothing else was disclosed: a receipt proves its own entry, not that there is no other.",
  "That everyone is shown the same log: for that, check an export together with this receipt.",
];
const ONLY_THESE = [
  "That no entry is missing: each entry here is in the log, but others that meet the filter may have been left out. " +
    "Only an export of the whole log shows that.",
  "That everyone is shown the same log: for that, check an export together with this extract's checkpoint.",
];

function readRow(members) {
  const { index, entry, proof } = members;
  if (typeof index !== "bigint" || typeof entry !== "string") {
    throw new Refused("its index, size or entry has the wrong type");
  }
  if (!Array.isArray(proof)) throw new Refused("its checkpoint or proof has the wrong type");
  if (!entry.isWellFormed()) throw new Refused("it is not JSON text");
  return { index, entry, bytes: bytesOf(entry), proof: proof.map(readDigest) };
}

function readDigest(text) {
  const raw = typeof text === "string" ? unbase64(text) : [];
  if (raw.length !== HASH) throw new Refused("a hash of its proof is not 32 bytes in base64");
  return raw;
}

function readReceipt(value) {
  const members = membersOf(value, ["format", "index", "size", "entry", "proof", "checkpoint"], RECEIPT);
  if (members.format !== RECEIPT) throw new Refused(`it does not have the members of ${RECEIPT}`);
  if (typeof members.size !== "bigint") throw new Refused("its index, size or entry has the wrong type");
  if (typeof members.checkpoint !== "string") throw new Refused("its checkpoint or proof has the wrong type");
  return { ...readRow(members), size: members.size, checkpoint: members.checkpoint };
}

// A receipt or an extract, whichever this is.
async function verifyFile(bytes, key, known) {
  let value;
  try {
    value = strictJson(textOf(bytes));
    if (value instanceof Map && value.get("format") === EXTRACT) return await verifyExtract(value, key, known);
    return await verifyReceipt(readReceipt(value), key, known);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const what = value instanceof Map && value.get("format") === EXTRACT ? "extract" : "receipt";
    return cannotVerify(what, `This is not a whole ${what}: ${error.message}.`);
  }
}

// The signed checkpoint, or the report of why there is none.
async function checkpointOr(note, key, report) {
  try {
    return await openCheckpoint(note, key);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error instanceof NotSigned) report.add(UNVERIFIABLE, `It was not signed with the given key (${key.text}).`);
    else report.add(ALTERED, `The checkpoint is not what was signed: ${error.message}.`);
    return null;
  }
}

async function verifyReceipt(receipt, key, known) {
  const report = new Report("receipt", ONLY_A_RECEIPT);
  const at = receipt.index;
  const checkpoint = await checkpointOr(receipt.checkpoint, key, report);
  if (!checkpoint) {
    if (report.outcome === ALTERED) report.findings[0].index = at;
    return report;
  }
  if (checkpoint.size !== receipt.size) {
    return report.add(ALTERED, `Entry ${at}: its size is not the size that the log signed.`, at);
  }
  const leaf = await leafHash(receipt.bytes);
  const fault = await faultOfInclusion(receipt.index, receipt.size, leaf, receipt.proof, checkpoint.root);
  if (fault) return report.add(ALTERED, `Entry ${at}: it or its proof is not what was signed (${fault}).`, at);
  report.facts.push(
    `Entry ${at} stands in the log ${checkpoint.origin} of ${checkpoint.size} entries.`,
    `The log's root ${hex(checkpoint.root)} is signed with the given key.`,
    `The entry reads: ${receipt.entry}`,
  );
  checkSameSize(checkpoint, known, report);
  return report;
}

async function verifyExtract(value, key, known) {
  const members = membersOf(value, ["format", "filter", "checkpoint", "entries"], EXTRACT);
  if (!Array.isArray(members.entries)) throw new Refused(`it does not have the members of ${EXTRACT}`);
  if (!(members.filter instanceof Map) || typeof members.checkpoint !== "string") {
    throw new Refused("its filter or checkpoint has the wrong type");
  }
  const matches = readFilter(members.filter);
  const rows = members.entries.map((one) => readRow(membersOf(one, ["index", "entry", "proof"], "its format")));
  const report = new Report("extract", ONLY_THESE);
  const checkpoint = await checkpointOr(members.checkpoint, key, report);
  if (!checkpoint) return report;
  let before = -1n;
  for (const row of rows) {
    const fault = await faultOfRow(row, matches, checkpoint, before);
    if (fault) report.add(ALTERED, `Entry ${row.index} ${fault}.`, row.index);
    before = row.index;
  }
  if (report.outcome === SOUND) {
    report.facts.push(
      `Each of these ${rows.length} entries stands in the log ${checkpoint.origin} of ${checkpoint.size} entries.`,
      `Each meets the filter: ${[...members.filter].map(([name, wanted]) => `${name} ${wanted}`).join(", ") || "none"}.`,
    );
  }
  checkSameSize(checkpoint, known, report);
  return report;
}

async function faultOfRow(row, matches, checkpoint, before) {
  const leaf = await leafHash(row.bytes);
  const fault = await faultOfInclusion(row.index, checkpoint.size, leaf, row.proof, checkpoint.root);
  if (fault) return `or its proof is not what was signed: ${fault}`;
  const entry = entryOf(row.entry);
  if (entry === undefined) return "cannot be read as an entry";
  if (row.index <= before) return "is out of order or given twice";
  return entry && matches(entry) ? "" : "does not meet the filter that this extract says it is of";
}

// What an entry says: its members, null for JSON that is no object, undefined for what is no JSON.
function entryOf(text) {
  try {
    const found = strictJson(text, BigInt(Number.MAX_SAFE_INTEGER));
    return found instanceof Map ? plain(found) : null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return undefined;
  }
}

// What was read strictly, as objects and numbers.
function plain(value) {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, one]) => [name, plain(one)]));
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "bigint" ? Number(value) : value;
}

const listOf = (value) => (Array.isArray(value) ? value : []);
const CONDITIONS = {
  type: (entry) => [entry.type],
  request: (entry) => [entry.request_id],
  staff: (entry) => [entry.actor?.staff],
  agency: (entry) => [entry.actor?.agency],
  subject: (entry) => [entry.subject],
  purpose: (entry) => [entry.purpose],
  operation: (entry) => [entry.operation],
  agreement: (entry) => listOf(entry.agreements).map((one) => one?.id),
  provider: (entry) => listOf(entry.providers),
  recipient: (entry) => listOf(entry.recipients),
};

// Whether an entry meets every condition of a filter.
function readFilter(filter) {
  for (const [name, wanted] of filter) {
    const time = name === "since" || name === "until";
    if (typeof wanted !== (time ? "bigint" : "string") || !(time || Object.hasOwn(CONDITIONS, name))) {
      throw new Refused("its filter names a condition that is not known");
    }
  }
  return (entry) =>
    [...filter].every(([name, wanted]) => {
      if (typeof wanted === "string") return CONDITIONS[name](entry).includes(wanted);
      if (!Number.isInteger(entry.time)) return false;
      return name === "since" ? BigInt(entry.time) >= wanted : BigInt(entry.time) < wanted;
    });
}
