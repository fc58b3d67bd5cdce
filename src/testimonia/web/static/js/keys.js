// Single keys, for a page that a student works through without the mouse. They can be switched off (WCAG 2.1.4) and never act while
// somebody types. The page lists them in its block "keys"; `?` shows the list.
const SWITCH = "keys";
const bound = new Map();

export const keysOn = () => localStorage.getItem(SWITCH) !== "off";

/** @param {string} key as KeyboardEvent.key says it ("j", "Enter", "Shift+ArrowRight") @param {(event: KeyboardEvent) => void} act */
export function bind(key, act) {
  bound.set(key, act);
}

const typing = (element) => element.closest?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const named = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
  if (named === "?") {
    event.preventDefault();
    document.getElementById("help")?.showModal();
    return;
  }
  const act = bound.get(named) ?? bound.get(named.toLowerCase());
  if (!act || !keysOn()) return;
  // Enter and Space belong to the button or link that has the focus.
  if ((event.key === "Enter" || event.key === " ") && event.target.closest("a, button, summary, input")) return;
  event.preventDefault();
  act(event);
});
