// Which keys a log may be checked with, from one that is known: the old key signed the entry that names the next.
// A chain is a file of receipts of `key.rotated` entries, one a line (audit/key_chain.py).

async function followChain(first, text) {
  let keys = [{ key: first, until: null }];
  const links = text.split("\n").filter((line) => line !== "");
  for (const [number, line] of links.entries()) {
    try {
      keys = await withLink(keys, readReceipt(strictJson(line)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(`Link ${number + 1} of the chain of keys does not hold: ${error.message}`);
    }
  }
  return keys;
}

async function withLink(keys, link) {
  const said = entryOf(link.entry);
  if (said?.type !== "key.rotated") throw new Refused("it is not of a change of key");
  const { from, to, step } = said.details ?? {};
  const outgoing = keys.find((one) => one.key.text === from && one.until === null);
  if (!outgoing) throw new Refused("the key that it replaces is not one that the chain has led to");
  const report = await verifyReceipt(link, outgoing.key, []);
  if (report.outcome !== SOUND) throw new Refused(report.headline);
  const incoming = await readKey(String(to));
  const known = keys.some((one) => one.key.text === incoming.text);
  if (step === "ended" && known) {
    return keys.map((one) => (one === outgoing ? { ...one, until: link.index + 1n } : one));
  }
  if (step !== "overlap" || incoming.name !== outgoing.key.name) {
    throw new Refused("it does not say which key of this log comes next");
  }
  return known ? keys : [...keys, { key: incoming, until: null }];
}

// The newest of these keys that signed this note while it counted. A wrong signature is left to the check to tell.
async function keyOf(note, keys) {
  let refusal = "none of the log's keys signed this";
  for (const { key, until } of [...keys].reverse()) {
    try {
      const { size } = await openCheckpoint(note, key);
      if (until === null || size <= until) return key;
      refusal = `its key was retired at ${until} entries, and this says ${size}`;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!(error instanceof NotSigned)) return key;
    }
  }
  throw new NotSigned(refusal);
}
