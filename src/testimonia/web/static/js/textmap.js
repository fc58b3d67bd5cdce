// A text in a page, and its places. A place is counted three ways: in the page's nodes, in UTF-16 units (as scripts count) and in code
// points (as the study counts). One sorted array of the second halves of surrogate pairs turns units into points and back by halving.

/** How many of the sorted numbers come before `wanted`. @param {ArrayLike<number>} sorted @param {(at: number) => boolean} before */
function count(sorted, before) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const LONG = 20000; // units of a line that is looked at as a whole; of a longer one only the neighbourhood
const AROUND = 500;

export class TextMap {
  /** @param {HTMLElement} root paragraphs whose contents, one after another, are the text @param {string | null} language */
  constructor(root, language = null) {
    this.root = root;
    this.text = root.textContent ?? "";
    this.nodes = [];
    this.starts = [];
    this.startOf = new Map();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let at = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      this.nodes.push(node);
      this.starts.push(at);
      this.startOf.set(node, at);
      at += node.length;
    }
    const lows = [];
    for (const found of this.text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)) lows.push(found.index + 1);
    this.lows = Uint32Array.from(lows);
    const segmenter = (granularity) => {
      try {
        return new Intl.Segmenter(language || undefined, { granularity });
      } catch {
        return new Intl.Segmenter(undefined, { granularity }); // a language that the browser does not know
      }
    };
    this.characters = segmenter("grapheme");
    this.sentences = segmenter("sentence");
  }

  /** Whether this is, letter for letter, the text that is kept. @param {number} length in code points @param {string} sha256 */
  async is(length, sha256) {
    if (this.toPoint(this.text.length) !== length) return false;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.text));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
  }

  toPoint(unit) {
    return unit - count(this.lows, (at) => this.lows[at] < unit);
  }

  toUnit(point) {
    return point + count(this.lows, (at) => this.lows[at] - at <= point);
  }

  /** The node and the offset in it of a place in units; an `end` stays in the line that it ends. */
  place(unit, end = false) {
    const at = Math.max(0, count(this.starts, (n) => (end ? this.starts[n] < unit : this.starts[n] <= unit)) - 1);
    return [this.nodes[at], unit - this.starts[at]];
  }

  /** The unit at which a boundary of a selection stands; one outside the text counts as its beginning or its end. */
  unitAt(node, offset) {
    const known = this.startOf.get(node);
    if (known !== undefined) return known + offset;
    const boundary = document.createRange();
    boundary.setStart(node, offset);
    const whole = document.createRange();
    whole.selectNodeContents(this.root);
    if (whole.comparePoint(node, offset) < 0 || !this.nodes.length) return 0;
    if (whole.comparePoint(node, offset) > 0) return this.text.length;
    // Inside, between nodes: the first text that does not come before it.
    const at = count(this.nodes, (n) => boundary.comparePoint(this.nodes[n], 0) < 0);
    return at < this.nodes.length ? this.starts[at] : this.text.length;
  }

  range(start, end) {
    const [startContainer, startOffset] = this.place(start);
    const [endContainer, endOffset] = this.place(end, true);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /** The line in which a unit stands: its text, and where it begins. A neighbourhood only, where the line is very long. */
  line(unit) {
    let from = unit > 0 ? this.text.lastIndexOf("\n", unit - 1) + 1 : 0;
    let to = this.text.indexOf("\n", unit);
    to = to < 0 ? this.text.length : to + 1;
    if (to - from > LONG) {
      from = Math.max(from, unit - AROUND);
      to = Math.min(to, unit + AROUND);
      if (/[\uDC00-\uDFFF]/.test(this.text[from] ?? "")) from -= 1;
    }
    return [this.text.slice(from, to), from];
  }

  /** The character (grapheme cluster) that a unit stands in, as [start, end]; twice the unit between two of them. */
  around(unit) {
    if (unit <= 0 || unit >= this.text.length) return [unit, unit];
    const [line, from] = this.line(unit);
    const found = this.characters.segment(line).containing(unit - from);
    if (!found || from + found.index === unit) return [unit, unit];
    return [from + found.index, from + found.index + found.segment.length];
  }

  /** A passage without the white space around it, and without a character cut in two; null where nothing is left. */
  whole(start, end) {
    while (start < end && /\s/.test(this.text[start])) start += 1;
    while (end > start && /\s/.test(this.text[end - 1])) end -= 1;
    if (start >= end) return null;
    return [this.around(start)[0], this.around(end)[1]];
  }

  /** The sentence that a unit stands in, or the next (forward) or last (back) one that has words; null at either end. */
  sentence(unit, forward = true) {
    let at = Math.min(Math.max(unit, 0), this.text.length);
    while (forward ? at < this.text.length : at >= 0) {
      const [line, from] = this.line(at);
      const found = this.sentences.segment(line).containing(at - from);
      if (!found) return null;
      const start = from + found.index;
      const end = start + found.segment.length;
      const whole = this.whole(start, end);
      // White space after a sentence belongs to it: whoever stands there has read it.
      if (whole && (forward ? whole[1] > unit : whole[0] <= unit)) return whole;
      at = forward ? end : start - 1;
    }
    return null;
  }

  quote(start, end) {
    return this.text.slice(start, end);
  }
}

const PIECE = 3000; // units laid out together, as in the pages that the server writes

/** A text as paragraphs whose contents, taken together, are the text itself: each line keeps its end. @param {string} text */
export function paragraphs(text) {
  const all = document.createDocumentFragment();
  let piece = null;
  let size = PIECE;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (size >= PIECE) {
      piece = document.createElement("div");
      all.append(piece);
      size = 0;
    }
    const made = document.createElement("p");
    made.dir = "auto";
    made.textContent = line;
    piece.append(made);
    size += line.length;
  }
  return all;
}

const DECEIVING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u206A-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** Places of characters that turn the direction of writing or are not seen. @param {string} text */
export const deceiving = (text) => [...text.matchAll(DECEIVING)].map((found) => found.index);

/** Put words of others into an element; characters that could deceive are shown by their code point. */
export function showWords(element, text) {
  element.textContent = "";
  let at = 0;
  for (const found of text.matchAll(DECEIVING)) {
    element.append(text.slice(at, found.index));
    const sign = document.createElement("span");
    sign.className = "control";
    sign.textContent = `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    element.append(sign);
    at = found.index + found[0].length;
  }
  element.append(text.slice(at));
}
