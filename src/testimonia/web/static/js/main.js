// What every page does: forms, keys, light or dark. A page's own module comes after it.
import "./forms.js";
import { keysOn } from "./keys.js";

const root = document.documentElement;
document.querySelectorAll("[data-theme-switch]").forEach((button) =>
  button.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Strict`;
  }),
);
document.querySelectorAll("[data-help]").forEach((button) => button.addEventListener("click", () => document.getElementById("help").showModal()));
const toggle = document.getElementById("keys-on");
if (toggle) {
  toggle.checked = keysOn();
  toggle.addEventListener("change", () => localStorage.setItem("keys", toggle.checked ? "on" : "off"));
}
// Filters act as soon as something is chosen.
document.querySelectorAll("form[data-live]").forEach((form) => form.addEventListener("change", () => form.requestSubmit()));
root.dataset.ready = "true";
