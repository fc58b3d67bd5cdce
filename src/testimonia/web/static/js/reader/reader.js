// The Reader: one text, its passages, their codes. The page is right only if its text is the text that is kept: that is checked first.
import { call } from "../api.js";
import { Choosing } from "../choosing.js";
import { asObject } from "../forms.js";
import { bind } from "../keys.js";
import { clearFault, confirmed, say, showFault } from "../said.js";
import { deceiving, showWords, TextMap } from "../textmap.js";
import { List } from "./list.js";
import { canPaint, Paint } from "./paint.js";
import { Palette } from "./palette.js";

const byId = (id) => document.getElementById(id);
const state = JSON.parse(byId("state").textContent);
const root = byId("text");
const form = byId("passage");
const { words } = state;

const unfold = byId("unfold");
unfold?.addEventListener("click", () => {
  root.hidden = false;
  byId("warned").hidden = true;
  root.focus({ preventScroll: true });
});

const mine = (one) => !one.suggestion && one.coder === state.coder && one.round === state.round && one.layer === "coder";

if (root) start();

async function start() {
  const map = new TextMap(root, state.language);
  if (!(await map.is(state.length, state.sha256))) {
    byId("refused").textContent = words.differs;
    byId("refused").hidden = false;
    form?.remove();
    for (const button of document.querySelectorAll("button[data-choose]")) button.disabled = true;
    root.dataset.ready = "refused";
    return;
  }
  if (!canPaint) {
    byId("plain").textContent = words.noHighlights;
    byId("plain").hidden = false;
  }
  const desk = new Desk(map);
  desk.begin();
  root.dataset.ready = "true";
}

class Desk {
  constructor(map) {
    this.map = map;
    this.paint = new Paint(map);
    this.entries = state.codings.filter((one) => one.code.startsWith(`${state.book}:`)).map((one) => this.entry(one));
    const offered = state.suggestions.filter((one) => one.kind !== "code" || one.code in state.codes);
    this.suggestions = offered.map((one) => this.entry({ ...one, suggestion: true }));
    this.list = new List(byId("spans"), map, state, {
      go: (entry) => this.go(entry),
      edit: (entry) => this.edit(entry),
      remove: (entry) => this.remove(entry),
      accept: (entry) => this.accept(entry),
      reject: (entry) => this.reject(entry),
    });
    this.passage = null;
    this.editing = null;
    this.accepting = null;
    this.undo = [];
  }

  entry(one) {
    const units = [this.map.toUnit(one.start), this.map.toUnit(one.end)];
    return { ...state.usual, ...one, units, mine: mine({ ...state.usual, ...one }) };
  }

  begin() {
    this.choosing = new Choosing(this.map, (passage, caret) => this.marked(passage, caret));
    this.choosing.keys();
    this.palette = new Palette((code) => this.coded(code));
    const signs = deceiving(this.map.text);
    this.paint.only("controls", signs.map((at) => [at, at + 1]), 20);
    byId("controls").hidden = !signs.length;
    byId("show-others").hidden = this.entries.every((entry) => entry.mine);
    byId("show-suggested").hidden = !this.suggestions.length;
    byId("others").addEventListener("change", () => this.refresh());
    byId("suggested").addEventListener("change", () => this.offer());
    bind("+", () => this.at?.suggestion && this.accept(this.at));
    bind("-", () => this.at?.suggestion && this.reject(this.at));
    this.refresh();
    bind("n", () => this.step(1));
    bind("p", () => this.step(-1));
    bind("u", () => this.takeBack());
    bind("m", () => !form?.hidden && byId("memo").focus());
    bind("Enter", () => (form ? form.requestSubmit() : undefined));
    if (form) this.listen();
  }

  listen() {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.letGo();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    byId("let-go").addEventListener("click", () => this.letGo());
    byId("mention").addEventListener("change", () => this.offerEpisodes());
    this.offerEpisodes();
  }

  /** Show and colour what is to be seen: one's own, on demand that of others and of machines. */
  refresh() {
    const shown = this.entries.filter((entry) => entry.mine || byId("others").checked);
    const byName = new Map();
    for (const entry of shown) {
      const code = state.codes[entry.code];
      if (!code) continue;
      const name = `c${code.number}`;
      if (!byName.has(name)) byName.set(name, []);
      byName.get(name).push(entry);
    }
    const suggested = byId("suggested").checked ? this.suggestions : [];
    if (suggested.length) byName.set("suggested", suggested);
    this.paint.all(byName);
    this.list.fill([...shown, ...suggested]);
  }

  // --- the passage at hand

  marked(passage, caret) {
    this.passage = passage;
    if (!passage) this.here(caret);
    if (!form) return;
    this.paint.only("chosen", passage ? [passage] : []);
    form.hidden = !passage;
    byId("invite").hidden = Boolean(passage);
    const ask = byId("ask");
    const [start, end] = passage ? passage.map((unit) => this.map.toPoint(unit)) : ["", ""];
    ask.elements.start.value = start;
    ask.elements.end.value = end;
    ask.elements.quote.value = passage ? this.map.quote(...passage) : "";
    if (!passage) {
      this.editing = this.accepting = null;
      clearFault(form);
      return;
    }
    showWords(byId("quote"), this.map.quote(...passage));
    byId("reach").textContent = `${start}–${end}`;
  }

  letGo() {
    this.choosing.letGo();
    root.focus({ preventScroll: true });
  }

  coded(code) {
    const output = byId("chosen");
    output.className = code && state.codes[code] ? `c${state.codes[code].number}` : "";
    output.textContent = code ? this.palette.label(code) : output.dataset.none;
    if (code && !this.passage) say(words.choose);
  }

  offerEpisodes() {
    const about = byId("mention").value;
    let any = false;
    for (const option of byId("episode").options) {
      if (!option.dataset.mention) continue;
      option.hidden = option.disabled = option.dataset.mention !== about;
      any ||= !option.hidden;
      if (option.hidden && option.selected) byId("episode").value = "";
    }
    byId("episodes").hidden = !any;
  }

  fields() {
    const [start, end] = this.passage.map((unit) => this.map.toPoint(unit));
    return {
      ...asObject(form),
      account: state.account,
      edition: state.edition,
      text_sha256: state.sha256,
      start,
      end,
      quote: this.map.quote(...this.passage),
      code: this.palette.code,
      codebook_version: state.version,
      round: state.round,
    };
  }

  async save() {
    if (!this.passage) return say(words.choose);
    if (!this.palette.code) return this.tell(words.chooseCode);
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      clearFault(form);
      const body = this.fields();
      const before = this.editing;
      const made = before
        ? await call("PUT", `/api/reading/codings/${encodeURIComponent(before.id)}`, { ...body, replaces: before.row })
        : await call("POST", "/api/reading/codings", body);
      if (this.accepting) await this.looked(this.accepting, "accepted");
      this.undo.push(before ? () => this.again(made.id, before) : () => this.without(made.id));
      this.keep(made);
      this.tell((before ? words.changed : words.coded).replace("{code}", this.palette.label(made.code)));
      this.reset();
    } catch (fault) {
      showFault(fault, form);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  /** The passage stays, for a second code; what was said of the first does not. */
  reset() {
    this.editing = this.accepting = null;
    for (const name of ["stance", "voice", "modality"]) form.elements[name].selectedIndex = 0;
    form.elements.unsure.checked = false;
    form.elements.memo.value = "";
    this.palette.choose(null);
    if (form.contains(document.activeElement)) root.focus({ preventScroll: true });
  }

  tell(text) {
    byId("live").textContent = text;
    say(text);
  }

  // --- codings, kept in step with what the study holds

  keep(made) {
    const entry = this.entry(made);
    this.drop(made.id);
    this.entries.push(entry);
    const code = state.codes[entry.code];
    if (code) this.paint.add(`c${code.number}`, entry.id, entry.units);
    this.list.put(entry);
    return entry;
  }

  drop(id) {
    const at = this.entries.findIndex((one) => one.id === id);
    if (at < 0) return null;
    const [entry] = this.entries.splice(at, 1);
    const code = state.codes[entry.code];
    if (code) this.paint.remove(`c${code.number}`, id);
    this.list.take(id);
    return entry;
  }

  async without(id) {
    const entry = this.entries.find((one) => one.id === id);
    await call("DELETE", `/api/reading/codings/${encodeURIComponent(id)}?replaces=${encodeURIComponent(entry.row)}`);
    this.drop(id);
    this.tell(words.undone.replace("{code}", this.palette.label(entry.code)));
    return entry;
  }

  /** Say again what was said before. */
  async again(id, before) {
    const body = {
      ...before,
      edition: state.edition,
      text_sha256: state.sha256,
      quote: this.map.quote(...before.units),
      codebook_version: state.version,
    };
    const now = this.entries.find((one) => one.id === id);
    this.keep(
      now
        ? await call("PUT", `/api/reading/codings/${encodeURIComponent(id)}`, { ...body, replaces: now.row })
        : await call("POST", "/api/reading/codings", body),
    );
    this.tell(words.changed.replace("{code}", this.palette.label(before.code)));
  }

  async takeBack() {
    const last = this.undo.pop();
    if (!last) return say(words.nothingToUndo);
    try {
      await last();
    } catch (fault) {
      showFault(fault);
    }
  }

  edit(entry) {
    this.choosing.set(...entry.units);
    this.editing = entry;
    for (const name of ["mention", "stance", "voice", "modality", "memo"]) form.elements[name].value = entry[name] ?? "";
    this.offerEpisodes();
    form.elements.episode.value = entry.episode ?? "";
    form.elements.unsure.checked = entry.unsure;
    this.palette.choose(entry.code);
    byId("mention").focus();
  }

  async remove(entry) {
    if (!(await confirmed(words.really))) return;
    try {
      const gone = await this.without(entry.id);
      this.undo.push(() => this.again(gone.id, gone));
    } catch (fault) {
      showFault(fault);
    }
  }

  // --- what machines suggest

  /** They are shown once the log says that they are. */
  async offer() {
    const shown = byId("suggested").checked;
    try {
      await call("POST", "/api/reading/aids", { page: "read", round: state.round, shown });
      this.refresh();
    } catch (fault) {
      byId("suggested").checked = !shown;
      showFault(fault);
    }
  }

  /** A code is saved as a coding, with whatever else is to be said of it; a person or a claim is taken over as it stands. */
  async accept(entry) {
    if (entry.kind === "code") {
      this.choosing.set(...entry.units);
      this.palette.choose(entry.code);
      this.accepting = entry;
      byId("save").focus();
      return;
    }
    try {
      const { mention } = await this.looked(entry, "accepted");
      if (entry.kind === "mention") this.meet(mention, entry.name);
      this.tell((entry.kind === "mention" ? words.person : words.taken).replace("{person}", entry.name).replace("{what}", entry.label));
    } catch (fault) {
      showFault(fault);
    }
  }

  /** Somebody who was entered just now can be coded about. */
  meet(mention, name) {
    state.people[mention] = name;
    const offered = byId("mention");
    if (offered && ![...offered.options].some((one) => one.value === mention)) offered.add(new Option(name, mention));
  }

  async reject(entry) {
    try {
      await this.looked(entry, "rejected");
      // Nobody of the study: nor is what is said of them offered any more.
      this.suggestions = this.suggestions.filter((one) => one.target !== entry.id);
      this.refresh();
      this.tell(words.notTaken.replace("{what}", entry.label));
    } catch (fault) {
      showFault(fault);
    }
  }

  async looked(entry, status) {
    const made = await call("POST", `/api/reading/suggestions/${encodeURIComponent(entry.id)}`, {
      account: state.account,
      status,
      round: state.round,
    });
    const at = this.list.items.indexOf(entry);
    const next = this.list.items.slice(at + 1).find((one) => one.suggestion) ?? null;
    this.suggestions = this.suggestions.filter((one) => one.id !== entry.id);
    this.refresh();
    if (this.at === entry) this.at = null;
    if (next && this.suggestions.includes(next)) {
      this.go(next);
      this.list.current(next, true);
    }
    return made;
  }

  // --- finding one's way

  go(entry) {
    this.choosing.show(entry.units[0], "center");
    this.paint.only("here", [entry.units], 5);
    this.list.current(entry);
    this.at = entry;
  }

  step(by) {
    const { items } = this.list;
    const at = items.indexOf(this.at);
    const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
    if (!next) return;
    this.go(next);
    this.list.current(next, true);
  }

  /** What is coded at a place of the text. */
  here(unit) {
    const found = this.list.items.filter((entry) => entry.units[0] <= unit && unit < entry.units[1]);
    this.paint.only("here", found.map((entry) => entry.units), 5);
    if (!found.length) return;
    this.at = found[0];
    this.list.current(found[0]);
    byId("live").textContent = words.hits.replace("{n}", String(found.length));
  }
}
