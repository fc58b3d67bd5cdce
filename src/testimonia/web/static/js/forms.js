// Forms that call the interface. Markup says everything:
//   <form data-api="/api/screening" data-method="POST" data-then="reload | /a/page | event">
// Fields become JSON: empty ones are null, `data-type` is number, boolean, list (several values or lines) or text (kept when empty).
// With enctype="multipart/form-data" the form is sent as it is. `data-confirm` asks first.
// After success: reload, go to the page, or the form fires "saved" with the answer (detail).
import { call, worded } from "./api.js";
import { clearFault, confirmed, say, showFault } from "./said.js";

function value(field, given) {
  const type = field.dataset?.type;
  if (type === "list") return given.flatMap((one) => one.split("\n")).map((one) => one.trim()).filter(Boolean);
  const last = given.at(-1) ?? "";
  if (type === "boolean") return given.length > 0 && last !== "" && last !== "false";
  if (type === "number") return last === "" ? null : Number(last);
  if (type === "text") return last;
  return last === "" ? null : last;
}

/** The fields of a form as an object. @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
export function asObject(form, submitter = null) {
  const data = new FormData(form, submitter);
  const found = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || field.tagName === "FIELDSET" || field.name in found) continue;
    if (field.tagName === "BUTTON" && field !== submitter) continue;
    if (field.type === "radio" && !data.has(field.name)) { found[field.name] = null; continue; }
    found[field.name] = value(field, data.getAll(field.name).map(String));
  }
  return found;
}

async function send(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.api) return;
  event.preventDefault();
  const submitter = event.submitter;
  const question = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !(await confirmed(question))) return;
  const path = submitter?.dataset.api ?? form.dataset.api;
  const method = submitter?.dataset.method ?? form.dataset.method ?? "POST";
  const body = form.enctype === "multipart/form-data" ? new FormData(form, submitter) : asObject(form, submitter);
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  submitter?.setAttribute("aria-busy", "true");
  try {
    clearFault(form);
    const answer = await call(method, path, method === "GET" || method === "DELETE" ? undefined : body);
    form.dispatchEvent(new CustomEvent("saved", { detail: answer, bubbles: true }));
    const then = submitter?.dataset.then ?? form.dataset.then ?? "reload";
    if (then === "reload") location.reload();
    else if (then === "event") say(worded("saved"));
    else location.assign(then);
  } catch (fault) {
    showFault(fault, form);
  } finally {
    form.removeAttribute("aria-busy");
    submitter?.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", send);
