// What was found, as the first verifier reports it: the same four outcomes and the same first bad entry.

const SOUND = "sound";
const ALTERED = "altered";
const ROLLED_BACK = "rolled_back";
const UNVERIFIABLE = "unverifiable";
const WORST_FIRST = [UNVERIFIABLE, ROLLED_BACK, ALTERED];

class Report {
  constructor(subject, limits = []) {
    Object.assign(this, { subject, facts: [], findings: [], payloads: {}, limits: [...limits] });
  }

  add(kind, text, index = null) {
    this.findings.push({ kind, text, index });
    return this;
  }

  get outcome() {
    return WORST_FIRST.find((kind) => this.findings.some((one) => one.kind === kind)) ?? SOUND;
  }

  get firstBad() {
    const indices = this.findings.map((one) => one.index).filter((index) => index !== null);
    return indices.length ? indices.reduce((a, b) => (BigInt(b) < BigInt(a) ? b : a)) : null;
  }

  get headline() {
    if (this.outcome === SOUND) return `This ${this.subject} is what was signed.`;
    if (this.firstBad !== null) return `The first entry that is not in order is number ${this.firstBad}.`;
    return this.findings[0].text;
  }
}

const cannotVerify = (subject, text) => new Report(subject).add(UNVERIFIABLE, text);

// A log that signed two trees of one size shows different people different entries. Of others the report says that they
// could not be compared: nobody is to believe that they were.
function checkSameSize(checkpoint, known, report) {
  for (const earlier of known) {
    if (earlier.size !== checkpoint.size) {
      report.limits.push(
        `That it agrees with the log of ${earlier.size} entries that you know already: only an export of the whole ` +
          "log leads from one to the other.",
      );
    } else if (!same(earlier.root, checkpoint.root)) {
      report.add(ROLLED_BACK, `The log has signed two different trees of ${earlier.size} entries.`);
    }
  }
}
