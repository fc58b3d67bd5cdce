// A pair of mentions: verdicts and the next pair by single keys; both texts begin at the person's name.
import { bind } from "./keys.js";

document.querySelectorAll("button[data-key]").forEach((button) => bind(button.dataset.key, () => button.click()));
bind("n", () => document.querySelector("[data-next]")?.click());
document.querySelectorAll(".side-text").forEach((side) => {
  const name = side.querySelector("mark.person");
  if (name) side.scrollTop = name.offsetTop - side.offsetTop - side.clientHeight / 3;
});
