// Colouring passages with the CSS Custom Highlight API: one Highlight a code. Only the pieces of the text near what is seen are coloured:
// a browser goes through every range of every Highlight whenever anything of the page is laid out. A Highlight is filled first and
// registered then: adding thousands of ranges to one that is painted already costs a hundred times as much.
export const canPaint = typeof Highlight === "function" && Boolean(globalThis.CSS?.highlights);

const NEAR = "150%"; // how far beyond the window, so that scrolling meets colours that are there already

export class Paint {
  /** @param {import("../textmap.js").TextMap} map */
  constructor(map) {
    this.map = map;
    this.names = new Map();
    this.near = new Set();
    this.waiting = false;
  }

  /** Colour these passages, and nothing else, by the names of their codes. @param {Map<string, {id: string, units: [number, number]}[]>} byName */
  all(byName) {
    if (canPaint && !this.watcher) this._watch();
    this.names = new Map([...byName].map(([name, passages]) => [name, new Map(passages.map((one) => [one.id, one.units]))]));
    this._later();
  }

  add(name, id, units) {
    if (!this.names.has(name)) this.names.set(name, new Map());
    this.names.get(name).set(id, units);
    this._later();
  }

  remove(name, id) {
    this.names.get(name)?.delete(id);
    this._later();
  }

  /** A mark of its own over all others: what is chosen, what the pointer is on. @param {[number, number][]} passages */
  only(name, passages, priority = 10) {
    if (!canPaint) return;
    const highlight = new Highlight(...passages.map((units) => this.map.range(...units)));
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  }

  _watch() {
    const bounds = new Map();
    for (const piece of this.map.root.children) {
      const words = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
      const start = this.map.startOf.get(words.nextNode()) ?? 0;
      bounds.set(piece, [start, start + piece.textContent.length]);
    }
    this.watcher = new IntersectionObserver(
      (seen) => {
        for (const one of seen) this.near[one.isIntersecting ? "add" : "delete"](bounds.get(one.target));
        this._later();
      },
      { rootMargin: `${NEAR} 0px` },
    );
    for (const piece of bounds.keys()) this.watcher.observe(piece);
  }

  _later() {
    if (this.waiting || !canPaint) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this._paint();
    });
  }

  _paint() {
    const from = Math.min(...[...this.near].map((bounds) => bounds[0]));
    const to = Math.max(...[...this.near].map((bounds) => bounds[1]));
    for (const name of CSS.highlights.keys()) if (/^(c\d+|suggested)$/.test(name) && !this.names.has(name)) CSS.highlights.delete(name);
    for (const [name, passages] of this.names) {
      const highlight = new Highlight();
      for (const [start, end] of passages.values()) if (start < to && end > from) highlight.add(this.map.range(start, end));
      CSS.highlights.set(name, highlight);
    }
  }
}
