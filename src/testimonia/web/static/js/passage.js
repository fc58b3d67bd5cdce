// Passages of a text that is shown as one paragraph a line: offsets are code points of the whole text, counted without its markup.
// A character that could deceive is shown by its code point (span.control) and counts as the one character it stands for.

const isControl = (node) => node.parentElement?.classList.contains("control");
const signOf = (node) => String.fromCodePoint(parseInt(node.parentElement.textContent.slice(2), 16));

function* pieces(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) yield node;
}

/** The text of a paragraph as it is stored. @param {HTMLElement} paragraph */
export function storedText(paragraph) {
  let text = "";
  for (const node of pieces(paragraph)) text += isControl(node) ? signOf(node) : node.data;
  return text;
}

function offsetIn(paragraph, container, offset) {
  let units = 0;
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(container, offset);
  let text = "";
  for (const node of pieces(paragraph)) {
    if (!range.intersectsNode(node)) break;
    if (isControl(node)) {
      if (range.comparePoint(node, node.length) <= 0) text += signOf(node);
      continue;
    }
    units = node === container ? offset : range.comparePoint(node, node.length) <= 0 ? node.length : 0;
    text += node.data.slice(0, units);
    if (node === container) break;
  }
  return [...text].length;
}

function placeOf(article, container, offset) {
  const element = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
  const paragraph = element.closest("[data-start]");
  if (paragraph) return Number(paragraph.dataset.start) + offsetIn(paragraph, container, offset);
  // The browser puts the end of a triple click before the next paragraph, or behind the last.
  const child = container.childNodes[offset];
  if (child instanceof HTMLElement && child.dataset.start !== undefined) return Number(child.dataset.start) - 1;
  const last = article.lastElementChild;
  return Number(last.dataset.start) + [...storedText(last)].length;
}

/**
 * What is selected in an article, widened to whole characters; null where nothing is, or something outside it.
 * @param {HTMLElement} article @returns {{start: number, end: number, quote: string, edition: string} | null}
 */
export function selectedIn(article) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer)) return null;
  const start = placeOf(article, range.startContainer, range.startOffset);
  const end = placeOf(article, range.endContainer, range.endOffset);
  return passage(article, Math.min(start, end), Math.max(start, end));
}

/** A passage by its offsets, without white space at its ends. */
export function passage(article, start, end) {
  const all = [...[...article.children].map(storedText).join("\n")];
  const bounds = snapped(all, start, end);
  let [from, to] = bounds;
  while (from < to && /\s/u.test(all[from])) from += 1;
  while (to > from && /\s/u.test(all[to - 1])) to -= 1;
  return from < to ? { start: from, end: to, quote: all.slice(from, to).join(""), edition: article.dataset.edition } : null;
}

function snapped(all, start, end) {
  if (!Intl.Segmenter) return [start, end];
  // A window around each end suffices: no character is that long.
  const widen = (at, up) => {
    const from = Math.max(0, at - 60);
    let place = from;
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(all.slice(from, at + 60).join(""))) {
      const next = place + [...segment].length;
      if (place < at && at < next) return up ? next : place;
      place = next;
    }
    return at;
  };
  return [widen(start, false), widen(end, true)];
}

/** Select a passage in the page and bring it into view. */
export function show(article, start, end) {
  const range = document.createRange();
  range.setStart(...pointAt(article, start));
  range.setEnd(...pointAt(article, end));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  (range.startContainer.parentElement ?? article).scrollIntoView({ block: "center" });
}

function pointAt(article, at) {
  const paragraph = [...article.children].findLast((one) => Number(one.dataset.start) <= at) ?? article.firstElementChild;
  let left = at - Number(paragraph.dataset.start);
  for (const node of pieces(paragraph)) {
    const signs = isControl(node) ? [signOf(node)] : [...node.data];
    if (left <= signs.length) return isControl(node) ? [node, left ? node.length : 0] : [node, signs.slice(0, left).join("").length];
    left -= signs.length;
  }
  return [paragraph, paragraph.childNodes.length];
}
