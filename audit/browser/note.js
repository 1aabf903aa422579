// Signed notes, verifier keys and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519 by the browser's WebCrypto.

class NotSigned extends Refused {}

const ED25519 = 1;
const MOST_SIGNATURES = 100;
const MOST_CHARACTERS = 1_000_000;
const LARGEST = (1n << 63n) - 1n;

function nameIsSound(name) {
  return name !== "" && !/[\s+\p{C}\p{Z}]/u.test(name);
}

// A published key, `NAME+KEYID+BASE64`, ready to verify with.
async function readKey(text) {
  const [, name, id, encoded] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text.trim()) ?? [];
  if (!nameIsSound(name ?? "") || id.length !== 8) throw new Refused("a key is written NAME+KEYID+BASE64");
  const typed = unbase64(encoded);
  if (typed.length !== 33 || typed[0] !== ED25519) throw new Refused("the key is not an Ed25519 key");
  const keyId = (await sha256(joined(bytesOf(`${name}\n`), typed))).slice(0, 4);
  if (hex(keyId) !== id) throw new Refused("the key's id does not belong to this name and key");
  const key = await crypto.subtle.importKey("raw", typed.slice(1), { name: "Ed25519" }, false, ["verify"]);
  return { name, keyId, key, text: text.trim() };
}

function splitNote(note) {
  if (note.length > MOST_CHARACTERS && [...note].length > MOST_CHARACTERS) throw new Refused("this is not a signed note");
  // eslint-disable-next-line no-control-regex
  if (!note.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/.test(note) || !note.isWellFormed()) {
    throw new Refused("this is not a signed note");
  }
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0 || cut + 2 === note.length) throw new Refused("the note has no signatures");
  const lines = note.slice(cut + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw new Refused("the note has more than 100 signatures");
  return [note.slice(0, cut + 1), lines.map(signatureOf)];
}

function signatureOf(line) {
  const [, name, encoded] = /^— ([^ ]*) (.*)$/s.exec(line) ?? [];
  if (!nameIsSound(name ?? "")) throw new Refused("a signature line is malformed");
  const raw = unbase64(encoded);
  if (raw.length < 5) throw new Refused("a signature line is too short");
  return { name, keyId: raw.slice(0, 4), signature: raw.slice(4) };
}

// What the log says of itself: origin, size (BigInt) and root, if its key signed it.
async function openCheckpoint(note, key) {
  const [text, signatures] = splitNote(note);
  const ours = signatures.find((one) => one.name === key.name && same(one.keyId, key.keyId));
  if (!ours) throw new NotSigned("none of the given keys signed this");
  if (!(await crypto.subtle.verify({ name: "Ed25519" }, key.key, ours.signature, bytesOf(text)))) {
    throw new Refused("a signature does not belong to this text");
  }
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== key.name) throw new Refused("the checkpoint is of another log than the key");
  return checkpoint;
}

function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length < 4 || lines[0] === "") throw new Refused("a checkpoint has an origin, a size and a root");
  if (!/^(0|[1-9]\d*)$/.test(lines[1]) || BigInt(lines[1]) > LARGEST) {
    throw new Refused("the size of a checkpoint is a plain number");
  }
  const root = unbase64(lines[2]);
  if (root.length !== HASH) throw new Refused("the root of a checkpoint is 32 bytes");
  return { origin: lines[0], size: BigInt(lines[1]), root };
}
