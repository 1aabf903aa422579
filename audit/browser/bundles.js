// The files of an exported log (layout: audit/layout.py, by C2SP tlog-tiles), and the hashing of its entry bundles.

class Folder {
  // `files`: path inside the export -> File.
  constructor(files) {
    this.files = files;
  }

  async bytes(path) {
    const file = this.files.get(path);
    return file ? new Uint8Array(await file.arrayBuffer()) : null;
  }

  // The hashes of a stored tile of that width; null if it is missing or of another length.
  async tile(level, number, width) {
    const found = await this.bytes(tilePath(level, number, width));
    return found && found.length === width * HASH ? split(found) : null;
  }
}

function tilePath(kind, number, width) {
  const groups = [String(number % 1000).padStart(3, "0")];
  for (let rest = Math.floor(number / 1000); rest; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  const full = `tile/${kind}/${groups.join("/")}`;
  return width === WIDTH ? full : `${full}.p/${width}`;
}

function split(tile) {
  return Array.from({ length: tile.length / HASH }, (_, i) => tile.slice(i * HASH, (i + 1) * HASH));
}

// Number and filled places of each tile over a row of `count`.
function* widths(count) {
  for (let number = 0; number * WIDTH < count; number += 1) {
    yield [number, Math.min(WIDTH, count - number * WIDTH)];
  }
}

// How many hashes there are at each tile level of a log of `size`.
function countsByLevel(size) {
  const counts = [];
  for (let count = size; count; count = Math.floor(count / WIDTH)) counts.push(count);
  return counts;
}

// The entries of a bundle as far as their lengths fit, and whether they took up all of it.
function splitBundle(content) {
  const entries = [];
  let place = 0;
  while (place + 2 <= content.length) {
    const start = place + 2;
    place = start + content[place] * 256 + content[place + 1];
    if (place > content.length) return [entries, false];
    entries.push(content.subarray(start, place));
  }
  return [entries, place === content.length];
}

async function readBundle(folder, number, width) {
  const content = await folder.bytes(tilePath("entries", number, width));
  if (!content) return { entries: null, whole: false };
  const [entries, fits] = splitBundle(content);
  return { entries, whole: fits && entries.length === width };
}

const sameRow = (one, other) => one.length === other.length && one.every((hash, i) => same(hash, other[i]));

// Every bundle hashed: the root over each full one (null if it is not whole), and the leaf hashes of the last.
async function hashBundles(folder, size, each, progress) {
  const found = { roots: [], edge: [], odd: [] };
  for (const [number, width] of widths(size)) {
    const { entries, whole } = await readBundle(folder, number, width);
    const row = whole ? await Promise.all(entries.map(leafHash)) : null;
    if (width === WIDTH) found.roots.push(row && (await tileRoot(row)));
    else found.edge = row;
    const stored = row && (await folder.tile("0", number, width));
    if (!stored || !sameRow(stored, row)) found.odd.push(number);
    if (row) await each(number * WIDTH, entries);
    progress(number * WIDTH + width, size);
  }
  return found;
}

// The hashes at each tile level from 1 on, as the entries lead to them; null where they are not known.
async function levelsOf(roots) {
  const levels = [];
  for (let row = roots; row.length; row = await blocksOf(row)) levels.push(row);
  return levels;
}

async function blocksOf(row) {
  const above = [];
  for (let start = 0; start + WIDTH <= row.length; start += WIDTH) {
    const block = row.slice(start, start + WIDTH);
    above.push(block.includes(null) ? null : await tileRoot(block));
  }
  return above;
}

async function rootOfRows(rows) {
  const peaks = [];
  for (const row of [...rows].reverse()) peaks.push(...(await peaksOf(row)));
  return rootOfPeaks(peaks);
}
