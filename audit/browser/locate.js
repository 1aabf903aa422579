// Which entries of an export are not what was signed, by the stored hashes that the signed root still vouches for:
// the partial tiles of all levels together lead to the root or do not; a full tile is believed when its root stands in
// a believed tile above it.

async function locate(folder, checkpoint, roots, edge, report) {
  const size = Number(checkpoint.size);
  const levels = await levelsOf(roots);
  const rows = await believedEdge(folder, size, checkpoint.root, levels, edge);
  const before = report.findings.length;
  if (!rows) {
    const why = "the hashes above them do not lead to the signed root either";
    report.add(ALTERED, `One or more of entries 0 to ${size - 1} were altered (${why}).`, 0);
    return;
  }
  for (let level = rows.length - 1; level >= 0; level -= 1) {
    const first = Math.floor(Math.floor(size / WIDTH ** level) / WIDTH) * WIDTH;
    await descend(folder, levels, level, first, rows[level], report);
  }
  if (report.findings.length === before) {
    report.add(ALTERED, "The entries do not lead to the root that the log signed.", 0);
  }
}

// The partial row at each level, stored or computed from the entries, that together lead to the signed root.
async function believedEdge(folder, size, root, levels, edge) {
  const choices = [];
  for (const [level, count] of countsByLevel(size).entries()) {
    const width = count % WIDTH;
    const stored = width ? await folder.tile(String(level), Math.floor(count / WIDTH), width) : [];
    const computed = level ? levels[level - 1].slice(count - width) : edge;
    choices.push([stored, computed].filter((row) => row && row.length === width && !row.includes(null)));
  }
  for (const rows of combinations(choices)) {
    if (same(await rootOfRows(rows), root)) return rows;
  }
  return null;
}

function combinations(choices) {
  return choices.reduce((found, options) => found.flatMap((rows) => options.map((row) => [...rows, row])), [[]]);
}

// Compare a believed row, whose first hash has number `first` at its level, with what the entries lead to.
async function descend(folder, levels, level, first, row, report) {
  if (level === 0) return compareEntries(folder, first, row, report);
  for (const [offset, believed] of row.entries()) {
    const number = first + offset;
    const computed = levels[level - 1][number];
    if (computed && same(computed, believed)) continue;
    const below = await folder.tile(String(level - 1), number, WIDTH);
    if (below && same(await tileRoot(below), believed)) {
      await descend(folder, levels, level - 1, number * WIDTH, below, report);
    } else {
      const span = WIDTH ** level;
      const range = `entries ${number * span} to ${(number + 1) * span - 1}`;
      const name = tilePath(String(level - 1), number, WIDTH);
      report.add(ALTERED, `One or more of ${range} were altered (${name} is missing or altered too).`, number * span);
    }
  }
}

async function compareEntries(folder, first, was, report) {
  const { entries, whole } = await readBundle(folder, first / WIDTH, was.length);
  const now = entries ? await Promise.all(entries.map(leafHash)) : [];
  let place = 0;
  while (place < was.length && place < now.length && same(was[place], now[place])) place += 1;
  const at = first + place;
  if (!now.length && was.length) {
    report.add(ALTERED, `Entries ${first} to ${first + was.length - 1} are missing.`, first);
  } else if (place < was.length || now.length > was.length) {
    const those = now.length === was.length ? "" : `: ${was.length} entries were signed here, and ${now.length} are there`;
    report.add(ALTERED, `Entry ${at} is not what the log signed${those}.`, at);
  } else if (!whole) {
    const name = tilePath("entries", first / WIDTH, was.length);
    report.add(ALTERED, `${name} holds something after its last entry.`, first + was.length - 1);
  }
}
