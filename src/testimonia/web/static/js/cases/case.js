// The form of a case. Each answer is saved by itself as soon as it is given, with the words it rests on, which are marked in the text
// beside the form. What somebody else (or another window) saved meanwhile is never overwritten: the answer says so, and stays to be read.
import { call } from "../api.js";
import { Choosing } from "../choosing.js";
import { bind } from "../keys.js";
import { Paint } from "../reader/paint.js";
import { clearFault, say, showFault } from "../said.js";
import { paragraphs, showWords, TextMap } from "../textmap.js";

const byId = (id) => document.getElementById(id);
const state = JSON.parse(byId("state").textContent);
const { words } = state;
const undo = [];

class Answer {
  constructor(form) {
    this.form = form;
    this.question = form.closest(".question");
    this.id = form.dataset.id || null;
    this.row = form.dataset.row || null;
    this.mention = form.dataset.mention || null;
    this.passages = JSON.parse(form.querySelector('script[type="application/json"]').textContent);
    this.saved = this.id ? this.said() : null;
    this.queue = Promise.resolve();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", (event) => this.changed(event.target));
    form.querySelector("[data-clear]")?.addEventListener("click", () => this.takeBack());
    this.show();
  }

  /** What the fields say now. */
  said() {
    const data = new FormData(this.form);
    const several = this.form.querySelector('input[type="checkbox"][name="value"]') !== null;
    const given = data.getAll("value").map(String).filter(Boolean);
    return {
      value: several ? (given.length ? given : null) : (given[0] ?? null),
      missing: given.length ? null : (data.get("missing") ?? null),
      unsure: data.has("unsure"),
      memo: String(data.get("memo") ?? "") || null,
      passages: this.passages,
    };
  }

  changed(field) {
    // An answer and a reason why there is none exclude each other.
    if (field.name === "value" && (field.type === "radio" ? field.checked : field.value)) for (const one of this.form.querySelectorAll('[name="missing"]')) one.checked = false;
    if (field.name === "missing") {
      for (const one of this.form.querySelectorAll('[name="value"]')) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = false;
        else one.value = "";
      }
    }
    this.keep();
  }

  keep() {
    this.queue = this.queue.then(() => this.send());
    return this.queue;
  }

  async send() {
    const said = this.said();
    if (JSON.stringify(said) === JSON.stringify(this.saved)) return;
    if (said.value === null && said.missing === null) {
      if (this.id) await this.withdraw();
      return;
    }
    const before = this.saved;
    if (await this.put(said)) undo.push(() => this.restore(before));
  }

  /** Save; whether it worked. */
  async put(said) {
    const body = {
      ...said,
      passages: await Promise.all(said.passages.map((passage) => whole(passage))),
      mention: this.mention ?? (said.passages.length ? (state.mentions[said.passages[0].account] ?? state.first) : state.first),
      variable: this.question.dataset.variable,
      episode: this.question.dataset.episode ?? null,
      round: state.round,
      form_version: state.version,
    };
    try {
      clearFault(this.form);
      this.tell(words.saving);
      const made = this.id
        ? await call("PUT", `/api/cases/answers/${encodeURIComponent(this.id)}`, { ...body, replaces: this.row })
        : await call("POST", "/api/cases/answers", body);
      Object.assign(this, { id: made.id, row: made.row, mention: body.mention, saved: said });
      this.after(words.saved);
      return true;
    } catch (fault) {
      this.tell("");
      showFault(fault, this.form);
      return false;
    }
  }

  async withdraw() {
    try {
      clearFault(this.form);
      await call("DELETE", `/api/cases/answers/${encodeURIComponent(this.id)}?replaces=${encodeURIComponent(this.row)}`);
      Object.assign(this, { id: null, row: null, saved: null });
      this.after(words.takenBack);
      return true;
    } catch (fault) {
      showFault(fault, this.form);
      return false;
    }
  }

  takeBack() {
    const before = this.saved;
    this.queue = this.queue.then(async () => {
      if (this.id && (await this.withdraw())) {
        undo.push(() => this.restore(before));
        this.fill({ value: null, missing: null, unsure: false, memo: null, passages: [] });
      }
    });
  }

  async restore(before) {
    if (before === null) {
      if (this.id && (await this.withdraw())) this.fill({ value: null, missing: null, unsure: false, memo: null, passages: [] });
      return;
    }
    this.fill(before);
    await this.put(before);
  }

  fill(said) {
    const given = [said.value ?? []].flat();
    for (const field of this.form.querySelectorAll('[name="value"]')) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given[0] ?? "";
    }
    for (const field of this.form.querySelectorAll('[name="missing"]')) field.checked = field.value === said.missing;
    this.form.elements.unsure.checked = said.unsure;
    this.form.elements.memo.value = said.memo ?? "";
    this.passages = said.passages;
    this.show();
  }

  after(text) {
    this.tell(text);
    byId("live").textContent = `${this.question.dataset.label}: ${text}`;
    const clear = this.form.querySelector("[data-clear]");
    if (clear) clear.hidden = !this.id;
    const open = this.question.querySelector("legend .tag.open");
    if (open) open.hidden = Boolean(this.id);
    // Other questions are asked, or not, by what this one says.
    if (this.question.hasAttribute("data-steers")) location.reload();
  }

  tell(text) {
    this.form.querySelector(".state").textContent = text;
  }

  lay(passage) {
    const same = (one) => one.account === passage.account && one.start === passage.start && one.end === passage.end;
    if (!this.passages.some(same)) this.passages = [...this.passages, passage];
    this.show();
    return this.keep();
  }

  show() {
    const list = this.form.querySelector("[data-passages]");
    list.replaceChildren(
      ...this.passages.map((passage) => {
        const item = document.createElement("li");
        const quote = document.createElement("q");
        quote.dir = "auto";
        showWords(quote, passage.quote);
        item.append(button(words.show, "↗", () => pane.go(passage)), quote);
        if (byId("lay")) {
          item.append(
            button(words.remove, "×", () => {
              this.passages = this.passages.filter((one) => one !== passage);
              this.show();
              this.keep();
            }),
          );
        }
        return item;
      }),
    );
    pane?.mark();
  }
}

function button(label, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.textContent = sign;
  made.addEventListener("click", act);
  return made;
}

/** A passage with the digest of its text, as the interface wants it. */
async function whole(passage) {
  const text = await pane.text(passage.account);
  return { ...passage, edition: passage.edition, text_sha256: text.sha256 };
}

class Pane {
  constructor() {
    this.root = byId("text");
    this.texts = new Map();
    this.shown = null;
    this.answers = [];
    this.at = null;
  }

  text(account) {
    if (!this.texts.has(account)) this.texts.set(account, call("GET", `/api/reading/texts/${encodeURIComponent(account)}`));
    return this.texts.get(account);
  }

  async open(account) {
    if (this.shown?.account === account) return;
    byId("which").value = account;
    byId("refused").hidden = true;
    this.root.removeAttribute("data-ready");
    let text;
    try {
      text = await this.text(account);
    } catch (fault) {
      this.root.replaceChildren();
      byId("refused").textContent = `${fault.message} ${fault.remedy ?? ""}`;
      byId("refused").hidden = false;
      return;
    }
    this.root.replaceChildren(paragraphs(text.text));
    if (text.language) this.root.lang = text.language;
    const map = new TextMap(this.root, text.language);
    if (!(await map.is(text.length, text.sha256))) {
      this.root.replaceChildren();
      byId("refused").textContent = words.differs;
      byId("refused").hidden = false;
      return;
    }
    this.shown = { account, ...text };
    this.map = map;
    this.paint = new Paint(map);
    if (this.choosing) this.choosing.map = map;
    else this.choosing = new Choosing(map, (passage) => this.marked(passage));
    this.warn(account);
    this.mark();
    this.root.dataset.ready = "true";
  }

  /** A text that others were warned of stays folded until it is asked for. */
  warn(account) {
    const flags = state.flags[account] ?? [];
    const notice = byId("warned");
    notice.hidden = !flags.length;
    this.root.hidden = flags.length > 0;
    notice.querySelector("p").textContent = words.warned.replace("{flags}", flags.join(", "));
    const open = notice.querySelector("button");
    open.textContent = words.unfold;
    open.onclick = () => {
      notice.hidden = true;
      this.root.hidden = false;
      state.flags[account] = [];
    };
  }

  units(passage) {
    return [this.map.toUnit(passage.start), this.map.toUnit(passage.end)];
  }

  mark() {
    if (!this.map) return;
    const here = (answer) => answer.passages.filter((passage) => passage.account === this.shown.account).map((passage) => this.units(passage));
    this.paint.only("evidence", this.answers.flatMap(here), 1);
    this.paint.only("here", this.at ? here(this.at) : [], 5);
  }

  async go(passage) {
    await this.open(passage.account);
    const units = this.units(passage);
    this.choosing.show(units[0], "center");
    this.paint.only("here", [units], 5);
  }

  marked(passage) {
    this.passage = passage;
    const form = byId("lay");
    if (!form) return;
    this.paint.only("chosen", passage ? [passage] : []);
    form.hidden = !passage || !this.at;
    byId("invite").hidden = !form.hidden;
    if (passage) showWords(byId("quote"), this.map.quote(...passage));
  }

  /** The answer that the next passage is laid beside. */
  turn(answer) {
    if (this.at === answer) return;
    this.at?.question.classList.remove("here");
    this.at = answer;
    answer.question.classList.add("here");
    if (byId("target")) byId("target").textContent = answer.question.dataset.label;
    this.marked(this.passage ?? null);
    this.mark();
  }

  lay() {
    if (!this.passage || !this.at) return say(words.firstChoose);
    const [start, end] = this.passage;
    const { account, edition } = this.shown;
    const passage = { account, edition, start: this.map.toPoint(start), end: this.map.toPoint(end), quote: this.map.quote(start, end) };
    this.at.lay(passage);
    this.choosing.letGo();
  }
}

let pane = null;
pane = new Pane();
pane.answers = [...document.querySelectorAll("form.answer")].map((form) => new Answer(form));
for (const answer of pane.answers) {
  answer.form.addEventListener("focusin", () => pane.turn(answer));
  answer.form.addEventListener("click", () => pane.turn(answer));
}
for (const more of document.querySelectorAll("[data-another]")) {
  more.addEventListener("click", () => {
    const form = more.closest(".question").querySelector("form.answer[hidden]");
    if (form) form.hidden = false;
    more.hidden = true;
    form?.querySelector("input, select, textarea")?.focus();
  });
}
byId("which")?.addEventListener("change", (event) => pane.open(event.target.value));
byId("lay")?.addEventListener("submit", (event) => {
  event.preventDefault();
  pane.lay();
});
byId("let-go")?.addEventListener("click", () => pane.choosing.letGo());
bind("n", () => {
  const open = [...document.querySelectorAll(".question")].find((one) => one.querySelector("legend .tag.open:not([hidden])") && one !== pane.at?.question);
  open?.querySelector("input, select, textarea")?.focus();
});
bind("u", async () => {
  const last = undo.pop();
  if (!last) return say(words.nothingToUndo);
  await last();
});
bind("Enter", () => pane.lay());
if (state.account) {
  await pane.open(state.account);
  pane.choosing?.keys();
}
