// The Merkle tree of RFC 6962 section 2.1: hashing, and inclusion proofs checked (RFC 9162 section 2.1.3.2).
// Hashing is the browser's own (WebCrypto). Sizes and indices are BigInt here: a log may outgrow 2^53.

const HASH = 32;
const WIDTH = 256;

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

function same(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const leafHash = (entry) => sha256(joined(LEAF, entry));
const nodeHash = (left, right) => sha256(joined(NODE, left, right));

// The row one level up, of the whole pairs of this one.
async function parents(row) {
  const pairs = Array.from({ length: row.length >> 1 }, (_, i) => nodeHash(row[2 * i], row[2 * i + 1]));
  return Promise.all(pairs);
}

async function tileRoot(row) {
  let level = row;
  while (level.length > 1) level = await parents(level);
  return level[0];
}

// The complete subtrees that make up a row which begins at a tile's first place, largest first.
async function peaksOf(row) {
  const peaks = [];
  for (let level = row; level.length; level = await parents(level)) {
    if (level.length % 2) peaks.unshift(level.at(-1));
  }
  return peaks;
}

async function rootOfPeaks(peaks) {
  if (!peaks.length) return sha256(new Uint8Array());
  let root = peaks.at(-1);
  for (const peak of peaks.slice(0, -1).reverse()) root = await nodeHash(peak, root);
  return root;
}

// Why a proof does not show that `leaf` is at `index` of the tree of `size` leaves with `root`; nothing if it does.
async function faultOfInclusion(index, size, leaf, proof, root) {
  if (index < 0n || index >= size) return "the index is not in a tree of that size";
  let number = index;
  let last = size - 1n;
  let found = leaf;
  for (const sibling of proof) {
    if (last === 0n) return "the proof is too long";
    if (number & 1n || number === last) {
      found = await nodeHash(sibling, found);
      while (!(number & 1n) && number) [number, last] = [number >> 1n, last >> 1n];
    } else {
      found = await nodeHash(found, sibling);
    }
    [number, last] = [number >> 1n, last >> 1n];
  }
  if (last) return "the proof is too short";
  return same(found, root) ? "" : "the proof leads to another root";
}
