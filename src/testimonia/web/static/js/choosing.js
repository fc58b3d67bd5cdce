// Choosing a passage of a text: with the mouse, or with the keys, in the order in which it is written, whatever its direction.
import { bind } from "./keys.js";

const EDGE = 60; // pixels between a passage that is shown and the edge of the window
const HEAD = 130; // what stands over the text of a pane, and under it
const FOOT = 240;

export class Choosing {
  /** @param {import("./textmap.js").TextMap} map @param {(passage: [number, number] | null, caret: number) => void} chosen in units */
  constructor(map, chosen) {
    this.map = map;
    this.chosen = chosen;
    this.passage = null;
    this.caret = null;
    let waiting = false;
    document.addEventListener("selectionchange", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        this.look();
      });
    });
  }

  /** Take the browser's selection for the passage, if it lies in the text. */
  look() {
    const selection = getSelection();
    if (!selection?.rangeCount) return;
    const range = selection.getRangeAt(0);
    const { root } = this.map;
    if (root.hidden || !range.intersectsNode(root)) return;
    if (selection.isCollapsed && !root.contains(range.startContainer)) return;
    const start = this.map.unitAt(range.startContainer, range.startOffset);
    const end = this.map.unitAt(range.endContainer, range.endOffset);
    this.caret = this.map.unitAt(selection.focusNode, selection.focusOffset);
    const passage = this.map.whole(start, end);
    if (String(passage) === String(this.passage) && passage) return;
    this.passage = passage;
    this.chosen(passage, this.caret);
  }

  /** Choose a passage, show it, and let the keys go on from its end. */
  set(start, end, scroll = true) {
    const [startNode, startOffset] = this.map.place(start);
    const [endNode, endOffset] = this.map.place(end, true);
    if (scroll) this.show(start);
    getSelection().setBaseAndExtent(startNode, startOffset, endNode, endOffset);
    this.look();
  }

  letGo() {
    this.passage = null;
    const selection = getSelection();
    if (selection.rangeCount && this.map.root.contains(selection.focusNode)) selection.collapse(selection.focusNode, selection.focusOffset);
    this.chosen(null, this.caret ?? 0);
  }

  /** Bring a place of the text into view. */
  show(unit, block = "nearest") {
    const [node, offset] = this.map.place(unit);
    const line = node.parentElement;
    const pane = line.closest("[data-scrolls]"); // a text beside something else scrolls by itself
    const [top, bottom] = pane ? [pane.getBoundingClientRect().top + HEAD, pane.getBoundingClientRect().bottom - FOOT] : [EDGE, innerHeight - EDGE];
    line.scrollIntoView({ block: block === "center" || line.offsetHeight < innerHeight / 2 ? block : "nearest", behavior: "instant" });
    const spot = document.createRange();
    spot.setStart(node, offset);
    spot.setEnd(node, Math.min(offset + 1, node.length));
    const box = spot.getBoundingClientRect();
    if (box.height && (box.top < top || box.bottom > bottom)) (pane ?? window).scrollBy({ top: box.top - innerHeight / 3, behavior: "instant" });
  }

  /** The first place of the text that can be seen. */
  seen() {
    for (const line of this.map.root.querySelectorAll("p")) {
      if (line.getBoundingClientRect().bottom > 0) return this.map.startOf.get(line.firstChild) ?? 0;
    }
    return 0;
  }

  sentence(step) {
    const from = this.passage ?? (this.caret === null ? null : [this.caret, this.caret]);
    const next =
      from === null
        ? this.map.sentence(this.seen())
        : step > 0
          ? this.map.sentence(this.passage ? this._afterSentence(from[1]) : from[1])
          : this.map.sentence(from[0] - 1, false);
    if (next) this.set(...next);
  }

  /** Where the sentence ends in which a passage ends: a passage marked within it is followed by the next one. */
  _afterSentence(unit) {
    const here = this.map.sentence(Math.max(0, unit - 1));
    return here && here[1] > unit ? here[1] : unit;
  }

  moreSentence(step) {
    if (!this.passage) return this.sentence(step);
    const [start, end] = this.passage;
    const selection = getSelection();
    const backward = this.map.unitAt(selection.anchorNode, selection.anchorOffset) > this.map.unitAt(selection.focusNode, selection.focusOffset);
    if (backward) {
      const other = step < 0 ? this.map.sentence(start - 1, false) : this.map.sentence(this.map.sentence(start)[1]);
      if (other && other[0] < end) this._span(end, other[0]);
    } else {
      const other = step > 0 ? this.map.sentence(end) : this.map.sentence(this.map.sentence(end - 1)[0] - 1, false);
      if (other && other[1] > start) this._span(start, other[1]);
    }
  }

  _span(anchor, focus) {
    const forward = focus >= anchor;
    const selection = getSelection();
    this.show(focus);
    selection.setBaseAndExtent(...this.map.place(anchor, !forward), ...this.map.place(focus, forward));
    this.look();
  }

  /** Move the end that moves by a word or a character, in the order of the text. */
  extend(direction, granularity) {
    const selection = getSelection();
    if (!this.passage || !selection.rangeCount || !this.map.root.contains(selection.anchorNode)) return;
    selection.modify("extend", direction, granularity);
    this.look();
  }

  swap() {
    const selection = getSelection();
    if (!this.passage || !selection.rangeCount) return;
    selection.setBaseAndExtent(selection.focusNode, selection.focusOffset, selection.anchorNode, selection.anchorOffset);
  }

  /** Which way an arrow points in the line where the selection moves. */
  _toward(arrow) {
    const node = getSelection().focusNode;
    const line = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const rightToLeft = line instanceof Element && getComputedStyle(line).direction === "rtl";
    return (arrow === "right") === rightToLeft ? "backward" : "forward";
  }

  keys() {
    bind("j", () => this.sentence(1));
    bind("k", () => this.sentence(-1));
    bind("J", () => this.moreSentence(1));
    bind("K", () => this.moreSentence(-1));
    bind("Shift+ArrowRight", () => this.extend(this._toward("right"), "word"));
    bind("Shift+ArrowLeft", () => this.extend(this._toward("left"), "word"));
    bind("Shift+ArrowDown", () => this.moreSentence(1));
    bind("Shift+ArrowUp", () => this.moreSentence(-1));
    bind(".", () => this.extend("forward", "character"));
    bind(",", () => this.extend("backward", "character"));
    bind("o", () => this.swap());
    bind("Escape", () => this.letGo());
  }
}
