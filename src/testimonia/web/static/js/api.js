// Calls to the workbench's interface: JSON in, JSON out, the page's secret on everything that changes something.

/** What the interface refused, in words for a researcher. */
export class Fault extends Error {
  /** @param {{error?: string, message: string, remedy?: string, problems?: string[]}} said @param {number} status */
  constructor(said, status) {
    super(said.message);
    this.code = said.error ?? "";
    this.remedy = said.remedy ?? "";
    this.problems = said.problems ?? [];
    this.status = status;
  }
}

const secret = () => document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";

/** A text of the page that scripts show, in the page's language. @param {string} name */
export const worded = (name) => document.getElementById("words")?.dataset[name] ?? name;

/**
 * @param {string} method @param {string} path
 * @param {object | FormData | undefined} body an object is sent as JSON
 */
export async function call(method, path, body = undefined) {
  const headers = { Accept: "application/json", "X-CSRFToken": secret() };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined || form ? body : JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Fault({ message: worded("unreachable") }, 0);
  }
  const text = await answer.text();
  let said = {};
  try {
    said = text ? JSON.parse(text) : {};
  } catch {
    said = { message: `${answer.status} ${answer.statusText}` };
  }
  if (!answer.ok) throw new Fault({ message: `${answer.status}`, ...said }, answer.status);
  return said;
}
