// Long work: begin it, follow it, and show the page anew when it has finished. Files are sent from here, chosen or dropped.
import { call, worded } from "./api.js";
import { clearFault, say, showFault } from "./said.js";

const place = document.querySelector("[data-work]");
const EVERY = 700; // milliseconds between looks: short work feels immediate, and a server on one's own machine bears it
const MOST = 250 * 1024 * 1024;

async function follow() {
  if (!place) return;
  const doing = place.querySelector(".doing");
  for (;;) {
    let now;
    try {
      now = await call("GET", "/api/run");
    } catch (fault) {
      showFault(fault, place);
      return;
    }
    if (!now.running) break;
    if (!doing) {
      location.reload(); // the words of what is done stand in the page
      return;
    }
    doing.hidden = false;
    const bar = doing.querySelector("progress");
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
      doing.querySelector("[data-count]").textContent = `${now.done} / ${now.total}`;
    } else {
      bar.removeAttribute("value");
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  location.reload();
}

if (place?.dataset.running !== undefined) follow();
async function send(form, files) {
  if (!files.length) return;
  clearFault(form);
  if ([...files].reduce((sum, file) => sum + file.size, 0) > MOST) {
    showFault({ message: form.dataset.toolarge }, form);
    return;
  }
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name);
  body.append("shelf", form.elements.shelf.value);
  form.setAttribute("aria-busy", "true");
  say(worded("working"));
  try {
    await call("POST", "/api/accounts/files", body);
    location.reload();
  } catch (fault) {
    showFault(fault, form);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

document.querySelectorAll("form[data-take]").forEach((form) => {
  const chosen = form.querySelector("input[type=file]");
  chosen.addEventListener("change", () => send(form, chosen.files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, chosen.files);
  });
});
// A file dropped beside the field would otherwise be opened by the browser in the workbench's place.
const field = document.querySelector("form[data-take]");
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    field?.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && field) send(field, event.dataTransfer.files);
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) field?.classList.remove("over");
});
