// The codes beside the text: found by their words, chosen by a click or a key, explained on demand.
import { bind } from "../keys.js";

export class Palette {
  /** @param {(code: string) => void} chosen */
  constructor(chosen) {
    this.chosen = chosen;
    this.code = null;
    this.buttons = [...document.querySelectorAll("button[data-choose]")];
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.choose(button.dataset.choose));
      if (button.dataset.key) bind(button.dataset.key, () => this.choose(button.dataset.choose));
    }
    for (const button of document.querySelectorAll("button[data-explains]")) {
      button.addEventListener("click", () => this._explain(button));
    }
    this._search(document.getElementById("find-code"));
  }

  choose(code) {
    this.code = code;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.choose === code));
    this.chosen(code);
  }

  label(code) {
    return this.buttons.find((button) => button.dataset.choose === code)?.querySelector("span:last-child")?.textContent ?? code;
  }

  _explain(button) {
    const shown = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!shown));
    document.getElementById(button.getAttribute("aria-controls")).hidden = shown;
  }

  _search(field) {
    if (!field) return;
    bind("/", () => field.focus());
    const codes = [...document.querySelectorAll("li[data-code]")];
    field.addEventListener("input", () => {
      const wanted = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      for (const item of codes) item.hidden = !wanted.every((word) => item.dataset.words.includes(word));
      for (const group of document.querySelectorAll(".palette .group")) group.hidden = !group.querySelector("li[data-code]:not([hidden])");
      document.getElementById("no-code").hidden = codes.some((item) => !item.hidden);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      const first = codes.find((item) => !item.hidden);
      if (event.key === "Enter" && first && field.value) this.choose(first.dataset.code);
      field.value = "";
      field.dispatchEvent(new Event("input"));
      document.getElementById("text")?.focus({ preventScroll: true });
    });
  }
}
