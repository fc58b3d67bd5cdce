// A change of a codebook: first what it touches, then the change. Whoever alters a word after looking has to look again.
import { call } from "./api.js";
import { asObject } from "./forms.js";
import { clearFault, showFault } from "./said.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("change"));
const touches = document.getElementById("touches");

/** The form as the interface takes it, with the parts of a split. */
function change() {
  const found = asObject(form);
  const parts = [...form.querySelectorAll("fieldset.part")]
    .map((part) => Object.fromEntries([...part.querySelectorAll("[data-part]")].map((field) => [field.dataset.part, field.value.trim()])))
    .filter((part) => part.id)
    .map((part) => Object.fromEntries(Object.entries(part).filter(([, value]) => value)));
  return parts.length ? { ...found, parts } : found;
}

const kinds = Object.fromEntries([...document.getElementById("change-words").content.querySelectorAll("[data-kind]")].map((said) => [said.dataset.kind, said.textContent]));
const named = (counts) => Object.entries(counts).map(([who, count]) => `${who} ${count}`).join(", ") || "–";

/** What the interface says of a change, as rows. */
function show(found) {
  const body = touches.querySelector("tbody");
  body.replaceChildren();
  for (const effect of found.effects) {
    const row = body.insertRow();
    const first = document.createElement("th");
    first.scope = "row";
    const same = effect.codes.join() === effect.into.join();
    first.textContent = `${[effect.codes.join(", "), same ? "" : effect.into.join(", ")].filter(Boolean).join(" → ")}: ${kinds[effect.kind] ?? effect.kind}`;
    row.append(first);
    const count = row.insertCell();
    count.className = "number";
    count.textContent = String(effect.codings);
    row.insertCell().textContent = named(effect.by);
    const stays = ["retire", "revive", "example", "add"].includes(effect.kind);
    row.insertCell().textContent = effect.again ? touches.dataset.again : stays ? touches.dataset.stay : touches.dataset.follow;
  }
  document.getElementById("touched-finished").textContent = named(found.finished);
  document.getElementById("touched-hidden").textContent = String(found.hidden);
  document.getElementById("touched-comments").hidden = found.kept;
  touches.hidden = false;
  touches.scrollIntoView({ block: "nearest" });
}

async function send(path, then) {
  if (!form.reportValidity() || form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  try {
    clearFault(form);
    then(await call("POST", path, change()));
  } catch (fault) {
    touches.hidden = true;
    showFault(fault, form);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

document.getElementById("look").addEventListener("click", () => send(form.dataset.look, show));
form.addEventListener("input", () => { touches.hidden = true; });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (touches.hidden) send(form.dataset.look, show);
  else send(form.dataset.make, () => location.assign(form.dataset.done));
});
