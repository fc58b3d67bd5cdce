// Colouring passages with the CSS Custom Highlight API: one Highlight a code. It is filled first and registered then: adding thousands
// of ranges to a Highlight that is painted already costs a hundred times as much.
export const canPaint = typeof Highlight === "function" && Boolean(globalThis.CSS?.highlights);

export class Paint {
  /** @param {import("../textmap.js").TextMap} map */
  constructor(map) {
    this.map = map;
    this.ranges = new Map();
  }

  /** Colour these passages, and nothing else, by the names of their codes. @param {Map<string, {id: string, units: [number, number]}[]>} byName */
  all(byName) {
    if (!canPaint) return;
    for (const name of this.ranges.keys()) if (!byName.has(name)) CSS.highlights.delete(name);
    this.ranges = new Map();
    for (const [name, passages] of byName) {
      const ranges = new Map(passages.map((one) => [one.id, this.map.range(...one.units)]));
      this.ranges.set(name, ranges);
      const highlight = new Highlight();
      for (const range of ranges.values()) highlight.add(range);
      CSS.highlights.set(name, highlight);
    }
  }

  add(name, id, units) {
    if (!canPaint) return;
    const ranges = this.ranges.get(name) ?? new Map();
    this.ranges.set(name, ranges);
    ranges.set(id, this.map.range(...units));
    if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
    CSS.highlights.get(name).add(ranges.get(id));
  }

  remove(name, id) {
    const range = this.ranges.get(name)?.get(id);
    if (!range) return;
    CSS.highlights.get(name)?.delete(range);
    this.ranges.get(name).delete(id);
  }

  /** A mark of its own over all others: what is chosen, what the pointer is on. @param {[number, number][]} passages */
  only(name, passages, priority = 10) {
    if (!canPaint) return;
    const highlight = new Highlight(...passages.map((units) => this.map.range(...units)));
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  }
}
