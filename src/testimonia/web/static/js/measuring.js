// A measurement in the background: asked for again until it is there, then the page is loaded anew.
import { call } from "./api.js";
import { showFault } from "./said.js";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-measuring]"));
const PAUSE = 700; // milliseconds between two questions: quick enough to seem at once, rare enough to cost nothing

async function follow() {
  const bar = place.querySelector("progress");
  bar.hidden = false;
  place.querySelector("button").disabled = true;
  try {
    for (;;) {
      const found = await call("GET", place.dataset.measuring);
      if (found.total) { bar.max = found.total; bar.value = found.done; }
      if (found.state !== "running") break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    location.reload();
  } catch (fault) {
    showFault(fault, place);
    place.querySelector("button").disabled = false;
  }
}

if (place) {
  place.addEventListener("saved", follow);
  if ("running" in place.dataset) follow();
}
