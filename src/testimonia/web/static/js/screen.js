// Screening one account: decide with the mouse or single keys, enter people from passages of the text, take back.
import { call } from "./api.js";
import { bind } from "./keys.js";
import { passage, selectedIn, show, storedText } from "./passage.js";
import { clearFault, say, showFault } from "./said.js";

const desk = document.querySelector(".screen");
const { account, round, query } = desk.dataset;
const LAST = "screening-last"; // rows of this sitting, for taking them back; ids alone, no words
const remembered = () => JSON.parse(sessionStorage.getItem(LAST) ?? "[]");
const remember = (rows, place) =>
  sessionStorage.setItem(LAST, JSON.stringify([...remembered(), ...rows.filter(Boolean).map((row) => ({ row, place }))].slice(-50)));

let busy = false;
/** Do one thing after another: a key that is held down decides once. */
async function once(form, act) {
  if (busy) return;
  busy = true;
  form?.setAttribute("aria-busy", "true");
  try {
    if (form) clearFault(form);
    await act();
  } catch (fault) {
    showFault(fault, form);
  } finally {
    busy = false;
    form?.removeAttribute("aria-busy");
  }
}

const here = () => `/screen/${account}?${query}`;
const onward = (next) => location.assign(next ? `/screen/${next}?${query}` : "/screen");
/** The row by which one's decision stood when the page was made: whoever decided in another window meanwhile is told. */
const seen = (form, layer = "coder") => (form.dataset[layer] ?? "").split(" ").filter(Boolean);

// --- the account

const verdict = document.querySelector('[data-decide="account"]');

function decideAccount(decision, stay = false) {
  const chosen = verdict.querySelector("input[name=criterion]:checked");
  const criteria = verdict.querySelectorAll("input[name=criterion]").length;
  if (decision === "exclude" && criteria && !chosen) {
    showFault({ message: desk.dataset.pick }, verdict);
    verdict.querySelector("input[name=criterion]").focus();
    return;
  }
  once(verdict, async () => {
    const answer = await call("POST", "/api/screening/decisions", {
      account,
      round: round || null,
      decision,
      shelf: verdict.elements.shelf.value,
      // A reason to leave out is no word for an account that stays in.
      criterion: decision === "include" && chosen?.dataset.excludes ? null : (chosen?.value ?? null),
      reason: verdict.elements.reason.value.trim() || null,
      replaces: seen(verdict),
    });
    remember(answer.rows, here());
    if (stay) location.assign(`${here()}#who`), location.reload();
    else if (desk.dataset.for) location.reload();
    else onward(answer.next);
  });
}

verdict?.addEventListener("submit", (event) => {
  event.preventDefault();
  decideAccount(event.submitter?.value ?? "include");
});
verdict?.elements.shelf.addEventListener("change", () => {
  // Criteria belong to a shelf: none of the former one's holds.
  verdict.querySelectorAll("input[name=criterion]").forEach((one) => (one.checked = false));
});
document.querySelector("[data-settle]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const chosen = verdict.querySelector("input[name=criterion]:checked");
  const decision = event.submitter.value;
  once(form, async () => {
    const answer = await call("POST", "/api/screening/decisions", {
      account,
      decision,
      layer: form.elements.layer.value,
      shelf: verdict.elements.shelf.value,
      criterion: decision === "include" && chosen?.dataset.excludes ? null : (chosen?.value ?? null),
      reason: verdict.elements.reason.value.trim() || null,
      replaces: seen(form, form.elements.layer.value),
    });
    remember(answer.rows, here());
    location.reload();
  });
});

function takeBack() {
  const rows = remembered();
  const last = rows.pop();
  const own = seen(verdict)[0];
  const target = last ?? (own ? { row: own, place: here() } : null);
  if (!target) {
    say(desk.dataset.nothing);
    return;
  }
  once(verdict, async () => {
    sessionStorage.setItem(LAST, JSON.stringify(rows));
    await call("POST", `/api/log/${target.row}/undo`);
    say(desk.dataset.undone);
    if (target.place === here()) location.reload();
    else location.assign(target.place);
  });
}
document.querySelector("[data-undo]")?.addEventListener("click", takeBack);

// --- the people in it

document.querySelectorAll("form.person").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const layer = event.submitter.dataset.layer ?? "coder";
    once(form, async () => {
      const answer = await call("POST", "/api/screening/decisions", {
        account,
        mention: form.dataset.decide,
        round: layer === "coder" ? round || null : null,
        layer,
        decision: event.submitter.value,
        shelf: verdict.elements.shelf.value,
        criterion: form.elements.criterion?.value || null,
        replaces: seen(form, layer),
      });
      remember(answer.rows, here());
      location.reload();
    });
  }),
);

const entering = document.querySelector("[data-enter]");
const person = entering?.querySelector("form");
let chosen = null;

const article = () => document.querySelector("article.reading:not([hidden])");

function choose(found) {
  if (!found || !person) return;
  chosen = found;
  const shown = person.querySelector("[data-quote]");
  shown.hidden = false;
  shown.querySelector("q").textContent = found.quote;
  person.querySelector("[data-unquoted]").hidden = true;
}

document.addEventListener("selectionchange", () => {
  if (entering?.open && article()) choose(selectedIn(article()));
});

function enterPerson() {
  if (!person) return;
  const text = article();
  const found = text && (selectedIn(text) ?? paragraphPassage());
  entering.open = true;
  if (found) choose(found);
  else say(desk.dataset.select);
  person.elements.label.focus();
}
entering?.addEventListener("toggle", () => {
  if (entering.open && article()) choose(selectedIn(article()));
});

person?.addEventListener("submit", (event) => {
  event.preventDefault();
  const decision = event.submitter?.value ?? "";
  once(person, async () => {
    const entered = await call("POST", "/api/screening/people", {
      account,
      label: person.elements.label.value,
      identity: person.elements.identity.value,
      kind: person.elements.kind.value,
      ...(chosen ?? {}),
    });
    if (decision) {
      const answer = await call("POST", "/api/screening/decisions", {
        account,
        mention: entered.mentions[0],
        round: round || null,
        decision,
        shelf: verdict.elements.shelf.value,
        criterion: person.elements.criterion?.value || null,
        replaces: [],
      });
      remember(answer.rows, here());
    }
    location.reload();
  });
});

// --- the text

let at = -1;
function walk(step) {
  const paragraphs = [...(article()?.children ?? [])];
  if (!paragraphs.length) return;
  let next = at;
  do next += step;
  while (paragraphs[next] && !paragraphs[next].textContent.trim());
  if (!paragraphs[next]) return;
  paragraphs[at]?.classList.remove("current");
  at = next;
  const current = paragraphs[at];
  current.classList.add("current");
  current.focus({ preventScroll: true });
  current.scrollIntoView({ block: "center" });
  getSelection().collapse(current, 0);
}

function paragraphPassage() {
  const current = article()?.children[at];
  if (!current) return null;
  const start = Number(current.dataset.start);
  return passage(article(), start, start + [...storedText(current)].length);
}

function widen(direction) {
  const selection = getSelection();
  if (!article()?.contains(selection.anchorNode)) walk(1);
  selection.modify("extend", direction, "word");
  if (entering?.open) choose(selectedIn(article()));
}

const warned = document.querySelector("[data-warned]");
const swap = document.querySelector("[data-swap]");
function swapTexts() {
  const texts = [...document.querySelectorAll("article.reading")];
  if (texts.length < 2) return;
  const other = texts.findIndex((one) => !one.hidden) === 0 ? 1 : 0;
  texts.forEach((one, n) => (one.hidden = n !== other));
  swap.setAttribute("aria-pressed", String(other === 1));
  at = -1;
}
swap?.addEventListener("click", swapTexts);
document.querySelectorAll("[data-goto]").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (warned) warned.open = true;
    const texts = [...document.querySelectorAll("article.reading")];
    const text = texts.find((one) => one.dataset.edition === link.dataset.in);
    if (!text) return;
    texts.forEach((one) => (one.hidden = one !== text));
    show(text, Number(link.dataset.goto), Number(link.dataset.end));
  }),
);

// --- keys

bind("i", () => decideAccount("include"));
bind("I", () => decideAccount("include", true));
bind("e", () => decideAccount("exclude"));
bind("u", () => decideAccount("unsure"));
bind("z", takeBack);
bind("n", () => document.querySelector("[data-skip]")?.click());
bind("r", () => verdict?.elements.reason.focus());
bind("m", enterPerson);
bind("j", () => walk(1));
bind("k", () => walk(-1));
bind("]", () => widen("forward"));
bind("[", () => widen("backward"));
bind("t", swapTexts);
bind("o", () => warned && (warned.open = !warned.open));
for (let number = 1; number < 10; number += 1) {
  bind(String(number), () => {
    const field = verdict?.querySelector(`[data-number="${number}"]`);
    if (field) field.checked = true;
  });
}
// Escape leaves a field, so that single keys act again.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.(".screen")) event.target.blur();
});
