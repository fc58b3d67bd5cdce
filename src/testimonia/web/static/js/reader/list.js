// The list of all coded passages beside the text: what is coloured there stands here in words, each a button that leads to its passage.
import { showWords } from "../textmap.js";

const CHUNK = 100; // entries that are laid out together
const PAUSE = 30; // milliseconds between two chunks: frames in between belong to whoever scrolls
const QUOTED = 120; // units of a quotation in the list; the text itself shows the rest

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

export class List {
  /**
   * @param {HTMLElement} place @param {import("../textmap.js").TextMap} map
   * @param {any} state what the page knows @param {Record<string, (entry: any) => void>} acts what its buttons do
   */
  constructor(place, map, state, acts) {
    Object.assign(this, { place, map, state, acts });
    this.items = [];
    this.left = [];
    this.elements = new Map();
    place.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      const entry = this.items.find((one) => one.id === button?.closest("li")?.dataset.id);
      if (!entry) return;
      if (button.dataset.act) acts[button.dataset.act](entry);
      else acts.go(entry);
    });
  }

  /** Show these entries, sorted by place: the first at once, the rest while the browser has nothing else to do. */
  fill(entries) {
    this.items = [...entries].sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
    this.elements = new Map();
    this.left = [...this.items];
    this.place.replaceChildren();
    this._more();
    this._count();
  }

  _more() {
    const chunk = document.createElement("ol");
    for (const entry of this.left.splice(0, CHUNK)) chunk.append(this._item(entry));
    chunk.start = this.elements.size - chunk.children.length + 1;
    this.place.append(chunk);
    clearTimeout(this.waiting);
    if (this.left.length) this.waiting = setTimeout(() => this._more(), PAUSE);
  }

  put(entry) {
    this.take(entry.id);
    const after = (one) => one.start > entry.start || (one.start === entry.start && one.end > entry.end);
    const at = this.items.findIndex(after);
    const next = at < 0 ? null : this.items[at];
    this.items.splice(at < 0 ? this.items.length : at, 0, entry);
    if (this.left.length && (!next || this.left.includes(next))) {
      this.left.splice(next ? this.left.indexOf(next) : this.left.length, 0, entry);
    } else {
      const item = this._item(entry);
      const before = next && this.elements.get(next.id);
      if (before) before.before(item);
      else this.place.lastElementChild.append(item);
    }
    this._count();
  }

  take(id) {
    this.items = this.items.filter((one) => one.id !== id);
    this.left = this.left.filter((one) => one.id !== id);
    this.elements.get(id)?.remove();
    this.elements.delete(id);
    this._count();
  }

  /** Point out an entry, with what can be done about it. */
  current(entry, focus = false) {
    for (const old of this.place.querySelectorAll('[aria-current="true"]')) old.removeAttribute("aria-current");
    for (const old of this.place.querySelectorAll(".tools")) if (!old.closest(".suggestion")) old.remove();
    while (entry && this.left.includes(entry)) this._more();
    const item = entry && this.elements.get(entry.id);
    if (!item) return;
    const button = item.querySelector("button.span");
    button.setAttribute("aria-current", "true");
    if (!entry.suggestion && entry.mine) item.append(this._tools(["edit", "remove"]));
    item.scrollIntoView({ block: "nearest", behavior: "instant" });
    if (focus) button.focus({ preventScroll: true });
  }

  _item(entry) {
    const { words, said, people, codes } = this.state;
    const item = element("li", entry.suggestion ? "suggestion" : "");
    item.dataset.id = entry.id;
    this.elements.set(entry.id, item);
    const button = element("button", "span");
    button.type = "button";
    const code = codes[entry.code];
    button.append(element("span", `what ${code ? `c${code.number}` : ""}`, code?.label ?? entry.code ?? entry.label), " ");
    const more = entry.suggestion
      ? [entry.about, entry.reason, words.suggested.replace("{method}", entry.method)]
      : this._about(entry, words, said, people);
    if (!code && !entry.suggestion) more.unshift(words.retired);
    button.append(element("span", "more", more.filter(Boolean).join(" · ")));
    const quoted = element("span", "words");
    quoted.dir = "auto";
    const quote = this.map.quote(...entry.units);
    showWords(quoted, (quote.length > QUOTED ? `${quote.slice(0, QUOTED).replace(/[\uD800-\uDBFF]$/, "")}…` : quote).replaceAll("\n", " "));
    button.append(quoted);
    if (entry.memo) {
      const memo = element("span", "memo");
      memo.dir = "auto";
      showWords(memo, entry.memo);
      button.append(memo);
    }
    item.append(button);
    if (entry.suggestion) item.append(this._tools(["accept", "reject"]));
    return item;
  }

  _about(entry, words, said, people) {
    return [
      people[entry.mention],
      entry.stance === "affirms" ? "" : said.stance[entry.stance],
      entry.voice === "self" ? "" : said.voice[entry.voice],
      entry.modality === "stated" ? "" : said.modality[entry.modality],
      entry.unsure ? words.unsure : "",
      entry.mine ? "" : entry.coder,
    ];
  }

  _tools(names) {
    const line = element("p", "tools");
    for (const name of names) {
      const button = element("button", "plain", this.state.words[name]);
      button.type = "button";
      button.dataset.act = name;
      line.append(button);
    }
    return line;
  }

  _count() {
    document.getElementById("count").textContent = String(this.items.length);
    document.getElementById("no-codings").hidden = this.items.length > 0;
  }
}
