// The list of accounts: "/" goes to the search.
import { bind } from "./keys.js";

bind("/", () => document.querySelector("[data-key='/']")?.focus());
