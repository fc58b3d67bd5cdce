// Two texts side by side: a passage chosen on one side, in the list or by n and p comes into view on both.
import { bind } from "./keys.js";

const all = [...document.querySelectorAll("[data-go]")].map((button) => Number(button.dataset.go));
const place = document.getElementById("place");
let at = 0;
const BELOW_THE_TITLE = 125;

const top = (mark) => mark.getBoundingClientRect().top;

function show(number) {
  if (!all.includes(number)) return;
  at = number;
  document.querySelectorAll("mark.at").forEach((mark) => mark.classList.remove("at"));
  const marks = ["left", "right"].map((side) => document.getElementById(`${side}${number}`)).filter(Boolean)
    .filter((mark) => !mark.closest("details:not([open])")); // whoever was warned opens the text themselves
  for (const mark of marks) {
    mark.classList.add("at");
    const text = mark.closest(".side-text");
    text.scrollTop += top(mark) - text.getBoundingClientRect().top - BELOW_THE_TITLE; // only the text scrolls, never the page
  }
  // Near its beginning a text cannot scroll that far; the other one then comes up to it, so that both stand at one height.
  const highest = Math.min(...marks.map(top));
  for (const mark of marks) mark.closest(".side-text").scrollTop += top(mark) - highest;
  document.querySelectorAll("[data-go]").forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.go) === number)));
  place.textContent = place.dataset.said.replace("{n}", String(all.indexOf(number) + 1)).replace("{all}", String(all.length));
}

const step = (by) => {
  if (!all.length) return;
  const now = all.indexOf(at);
  show(all[now < 0 ? (by > 0 ? 0 : all.length - 1) : (now + by + all.length) % all.length]);
};

document.querySelectorAll("[data-go]").forEach((button) => button.addEventListener("click", () => show(Number(button.dataset.go))));
document.querySelectorAll("mark[data-passage]").forEach((mark) => mark.addEventListener("click", () => show(Number(mark.dataset.passage))));
bind("n", () => step(1));
bind("p", () => step(-1));
document.querySelectorAll("button[data-key]").forEach((button) => bind(button.dataset.key, () => button.form.requestSubmit(button)));
if (all.length) show(all[0]); // both texts begin where they meet
