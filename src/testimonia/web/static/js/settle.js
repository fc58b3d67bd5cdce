// Settling a difference with single keys: a number takes a choice, Enter saves, j and k go on and back.
import { bind } from "./keys.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("settle"));
const own = document.getElementById("answer");

/** Another answer is only sent, and only shown, where it is what was taken. */
function follow() {
  if (!form || !own) return;
  const taken = form.elements.namedItem("take")?.value === "answer";
  own.hidden = !taken;
  own.querySelectorAll("input, select").forEach((field) => { field.disabled = !taken; });
}

if (form) {
  const choices = [...form.querySelectorAll("input[name=take]")];
  choices.forEach((choice, number) => bind(String(number + 1), () => {
    choice.checked = true;
    choice.focus();
    follow();
    if (choice.value === "answer") own?.querySelector("input, select")?.focus();
  }));
  form.addEventListener("change", follow);
  bind("r", () => document.getElementById("reason").focus());
  bind("Enter", () => form.requestSubmit());
  follow();
}
bind("j", () => document.getElementById("next")?.click());
bind("k", () => document.getElementById("previous")?.click());
