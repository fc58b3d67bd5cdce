// Telling somebody: short words in a corner, faults where they belong.

/** Words that go away by themselves. @param {string} text */
export function say(text) {
  const place = document.getElementById("said");
  if (!place) return;
  const line = document.createElement("p");
  line.textContent = text;
  place.append(line);
  setTimeout(() => line.remove(), 4000);
}

/** A fault with its remedy, as an element. @param {import("./api.js").Fault | Error} fault */
export function faultElement(fault) {
  const box = document.createElement("div");
  box.className = "fault";
  box.setAttribute("role", "alert");
  const add = (tag, text, parent = box) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  add("p", fault.message);
  if (fault.problems?.length) {
    const list = add("ul", "");
    for (const problem of fault.problems) add("li", problem, list);
  }
  if (fault.remedy) add("p", fault.remedy);
  return box;
}

/** Show a fault at the head of an element (a form), in place of an earlier one; without one in the corner. */
export function showFault(fault, where = null) {
  if (!where) {
    const box = faultElement(fault);
    document.getElementById("said")?.append(box);
    setTimeout(() => box.remove(), 12000);
    return;
  }
  clearFault(where);
  where.prepend(faultElement(fault));
  where.scrollIntoView({ block: "nearest" });
}

export function clearFault(where) {
  where.querySelectorAll(":scope > .fault").forEach((old) => old.remove());
}

/** Ask before what cannot be undone; resolves to whether the answer is yes. @param {string} question */
export function confirmed(question) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("confirm"));
  document.getElementById("confirm-question").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
