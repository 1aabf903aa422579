// Reading text as strictly as the first verifier does: what could be written in two ways is refused.

class Refused extends Error {}

function bytesOf(text) {
  return new TextEncoder().encode(text);
}

// UTF-8, and nothing that is not; a byte order mark is text like any other, and so no JSON.
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("it is not UTF-8 text");
  }
}

// Base64 in its one canonical spelling.
function unbase64(text) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    throw new Refused("base64 is malformed");
  }
  if (btoa(raw) !== text) throw new Refused("base64 is not in its canonical form");
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

// JSON with whole numbers only (as BigInt, none further than `largest` from zero), each member once, and nesting that
// ends: the same that audit/strict_json.py reads.
function strictJson(text, largest = LARGEST) {
  const DEEPEST = 64;
  const MOST_DIGITS = 19;
  let place = 0;
  const fail = () => {
    throw new Refused("it is not JSON text");
  };
  const space = () => {
    while (" \t\n\r".includes(text[place] ?? "x")) place += 1;
  };
  const take = (expression) => {
    expression.lastIndex = place;
    const found = expression.exec(text);
    if (!found) return null;
    place = expression.lastIndex;
    return found[0];
  };
  const expect = (character) => {
    space();
    if (text[place] !== character) fail();
    place += 1;
  };
  const string = () => {
    // eslint-disable-next-line no-control-regex
    const found = take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    const read = found === null ? fail() : JSON.parse(found);
    if (!read.isWellFormed()) throw new Refused("a text of it is not Unicode");
    return read;
  };
  const follows = (closing) => {
    space();
    if (text[place] === closing) {
      place += 1;
      return false;
    }
    expect(",");
    return true;
  };
  const empty = (closing) => {
    space();
    if (text[place] !== closing) return false;
    place += 1;
    return true;
  };
  const list = (depth) => {
    const found = [];
    if (empty("]")) return found;
    do found.push(value(depth + 1));
    while (follows("]"));
    return found;
  };
  const object = (depth) => {
    const found = new Map();
    if (empty("}")) return found;
    do {
      space();
      const name = string();
      if (found.has(name)) throw new Refused("a member is given twice");
      expect(":");
      found.set(name, value(depth + 1));
    } while (follows("}"));
    return found;
  };
  const value = (depth) => {
    if (depth > DEEPEST) fail();
    space();
    const first = text[place];
    if (first === '"') return string();
    if (first === "{") return (place += 1), object(depth);
    if (first === "[") return (place += 1), list(depth);
    const word = take(/true|false|null/y);
    if (word) return JSON.parse(word);
    const number = take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number === null) fail();
    if (!/^-?\d+$/.test(number)) throw new Refused("a number of it is not whole");
    const whole = number.length > MOST_DIGITS + 1 ? largest + 1n : BigInt(number);
    if (whole > largest || whole < -largest) throw new Refused("a number of it is too large");
    return whole;
  };
  const found = value(0);
  space();
  if (place !== text.length) fail();
  return found;
}

// The members of an object with exactly these names, or a refusal that names the format.
function membersOf(value, names, what) {
  if (!(value instanceof Map) || value.size !== names.length || !names.every((name) => value.has(name))) {
    throw new Refused(`it does not have the members of ${what}`);
  }
  return Object.fromEntries(value);
}
