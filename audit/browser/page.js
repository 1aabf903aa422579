// The page: what was given, and what was found. Nothing leaves it: its policy forbids every connection.

const one = (id) => document.getElementById(id);
const HEADINGS = {
  [SOUND]: "Sound",
  [ALTERED]: "Altered",
  [ROLLED_BACK]: "Rolled back or forked",
  [UNVERIFIABLE]: "Cannot be verified",
};
const MOST_SHOWN = 20;

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function listed(heading, texts) {
  if (!texts.length) return [];
  const list = document.createElement("ul");
  list.append(...texts.map((text) => element("li", text)));
  return [element("h3", heading), list];
}

function show(report) {
  const { outcome, findings } = report;
  const texts = findings.slice(0, MOST_SHOWN).map((found) => found.text);
  if (findings.length > MOST_SHOWN) texts.push(`and ${findings.length - MOST_SHOWN} more`);
  const result = one("result");
  result.dataset.outcome = outcome;
  result.dataset.firstBad = report.firstBad ?? "";
  result.dataset.payloads = JSON.stringify(report.payloads);
  result.className = outcome === SOUND ? "sound" : "bad";
  result.replaceChildren(
    element("h2", HEADINGS[outcome]),
    element("p", report.headline),
    ...listed("What is wrong", texts),
    ...listed("What was checked", report.facts),
    ...listed("What this does not show", report.limits),
  );
  one("progress").textContent = "";
  result.focus();
}

// The files of a chosen folder by their path inside it.
function filesInside(list) {
  return new Map([...list].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/"), file]));
}

// The checkpoints of receipts, extracts and checkpoint files; `keyFor` says which of the log's keys one is of.
async function readKnown(files, keyFor) {
  const known = [];
  for (const file of files) {
    try {
      const note = await noteIn(await contentOf(file), keyFor);
      known.push(await openCheckpoint(note, await keyFor(note)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(`${file.name} is not a receipt or checkpoint signed with the given key: ${error.message}`);
    }
  }
  return known;
}

const contentOf = async (file) => textOf(new Uint8Array(await file.arrayBuffer()));

// The checkpoint's note in an extract, in a receipt once that itself has proved sound, or in a file of its own.
async function noteIn(text, keyFor) {
  if (!text.trimStart().startsWith("{")) return text;
  const value = strictJson(text);
  if (value instanceof Map && value.get("format") === EXTRACT) return String(value.get("checkpoint"));
  const receipt = readReceipt(value);
  const report = await verifyReceipt(receipt, await keyFor(receipt.checkpoint), []);
  if (report.outcome !== SOUND) throw new Refused(report.headline);
  return receipt.checkpoint;
}

// The note in what is to be checked, none of it checked yet; null where there is none to read.
async function noteGiven(file) {
  try {
    const text = await contentOf(file);
    return text.trimStart().startsWith("{") ? String(strictJson(text).get("checkpoint")) : text;
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return null;
    throw error;
  }
}

async function check() {
  const file = one("file").files[0];
  const folder = one("folder").files;
  if (!file === !folder.length) {
    return cannotVerify("file", "Choose either one file or one folder, not both and not neither.");
  }
  const first = await readKey(one("key").value);
  const chain = one("chain").files[0];
  const keys = chain ? await followChain(first, await contentOf(chain)) : null;
  const keyFor = async (note) => (keys ? keyOf(note, keys) : first);
  const known = await readKnown(one("known").files, keyFor);
  const files = file ? null : filesInside(folder);
  const given = file ?? files.get("checkpoint");
  const note = given ? await noteGiven(given) : null;
  const key = note === null ? first : await keyFor(note);
  if (file) return verifyFile(new Uint8Array(await file.arrayBuffer()), key, known);
  const progress = (done, size) => (one("progress").textContent = `${done} of ${size} entries read`);
  return verifyExport(files, key, known, progress);
}

one("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  one("progress").textContent = "Checking";
  try {
    show(await check());
  } catch (error) {
    const told = error instanceof Refused ? `${error.message}.` : "This browser cannot check Ed25519 signatures.";
    show(cannotVerify("file", told.charAt(0).toUpperCase() + told.slice(1)));
  }
});

// What is dropped anywhere on the page is taken as the one file; a folder is chosen by its button.
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) one("file").files = event.dataTransfer.files;
});
