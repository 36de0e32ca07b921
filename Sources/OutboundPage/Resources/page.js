// What the page does beyond what it says: times in the reader's zone, live figures, call info in a dialog, files dropped.
// Everything works without it.
"use strict";

const $ = (query, root = document) => root.querySelector(query);
const all = (query, root = document) => [...root.querySelectorAll(query)];

// Times: the server writes UTC; the reader's own zone is shown, UTC on hover.
function localise(root) {
  const now = new Date();
  for (const time of all("time[datetime]", root)) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    const style = { hour: "2-digit", minute: "2-digit", second: time.dataset.s ? "2-digit" : undefined };
    if (at.toDateString() !== now.toDateString()) Object.assign(style, { day: "numeric", month: "short" });
    if (at.getFullYear() !== now.getFullYear()) style.year = "numeric";
    time.title = time.dateTime.replace("T", " ").replace("Z", " UTC");
    time.textContent = at.toLocaleString(undefined, style);
  }
}

function tellZone() {
  const note = $("#zone");
  if (note) note.textContent = `, times in ${Intl.DateTimeFormat().resolvedOptions().timeZone || "your zone"}, UTC on hover`;
}

// Live: the server says that something changed; the page is fetched again, and what has the same key is exchanged in its
// place. Nothing moves: rows that are new are announced, not put in.
let isFetching = false;
let isStale = false;

async function refresh() {
  if (isFetching) { isStale = true; return; }
  isFetching = true;
  try {
    const answer = await fetch(location.href, { headers: { "x-live": "1" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* The next event tries again. */ }
  isFetching = false;
  if (isStale) { isStale = false; setTimeout(refresh, 1000); }
}

function exchange(fresh) {
  localise(fresh);
  const found = new Map(all("[data-k]", fresh).map(part => [part.dataset.k, part]));
  for (const part of all("main [data-k]")) {
    const other = found.get(part.dataset.k);
    if (!other || other.innerHTML === part.innerHTML || part.contains(document.activeElement)) continue;
    part.replaceChildren(...other.childNodes);
  }
  for (const table of all("main [data-live]")) {
    const other = $(`[data-live="${table.dataset.live}"]`, fresh);
    const rows = other ? all("[data-row]", other).map(row => row.dataset.row) : [];
    const known = all("[data-row]", table).map(row => row.dataset.row);
    const isOther = rows.join("\n") !== known.join("\n");
    const news = $("#news");
    if (news) news.hidden = !isOther; else if (isOther && !document.activeElement.closest("main a, main input")) location.reload();
  }
}

function listen() {
  const sign = $("#live");
  if (!sign || !window.EventSource) return;
  const events = new EventSource("/events");
  const say = (words, isOff) => { if (sign.textContent !== words) sign.textContent = words; sign.classList.toggle("off", isOff); };
  events.addEventListener("changed", () => { if (document.hidden || $("dialog[open]")) isStale = true; else refresh(); });
  events.onopen = () => say("Live. ", false);
  events.onerror = () => say("Not live: the server of this page cannot be reached. ", true);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) { isStale = false; refresh(); } });
  addEventListener("pagehide", () => events.close());
}

// Call info in a dialog, which has the call's own address.
let opener = null;

function dialogOf(document) {
  const known = $("dialog");
  if (known) return known;
  const dialog = document.createElement("dialog");
  dialog.id = "call-info";
  dialog.setAttribute("aria-labelledby", "story-title");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    if (history.state?.isDialog) history.back();
    opener?.focus();
    if (isStale) { isStale = false; refresh(); }
  });
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  return dialog;
}

async function openCall(link) {
  let answer;
  try {
    answer = await fetch(link.href, { headers: { "x-fragment": "1" }, credentials: "same-origin" });
  } catch { location.href = link.href; return; }
  if (!answer.ok || answer.redirected) { location.href = link.href; return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  localise(page);
  const dialog = dialogOf(document);
  const close = document.createElement("button");
  close.textContent = "Close";
  close.id = "close";
  close.addEventListener("click", () => dialog.close());
  const bar = document.createElement("div");
  bar.className = "close";
  bar.append(close);
  const inner = document.createElement("div");
  inner.className = "inner";
  inner.append(...page.body.childNodes);
  dialog.replaceChildren(bar, inner);
  opener = link;
  if (!dialog.open) dialog.showModal();
  close.focus();
  history.pushState({ isDialog: true }, "", link.href);
}

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openCall(link);
});
addEventListener("popstate", () => { const dialog = $("dialog[open]"); if (dialog) dialog.close(); });

// Parts of a page that take a while, fetched when the rest is there.
async function fetchPart(place) {
  try {
    const answer = await fetch(place.dataset.src, { headers: { "x-fragment": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    localise(page);
    place.replaceChildren(...page.body.childNodes);
  } catch { /* The link in its place leads there. */ }
}

// Files dropped on the form.
const drop = $("[data-drop]");
if (drop) {
  const campaign = $("#campaign-file"), lists = $("#lists");
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, event => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", event => {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    const isCampaign = file => /\.ya?ml$/i.test(file.name);
    const give = (input, chosen) => { const box = new DataTransfer(); chosen.forEach(file => box.items.add(file)); input.files = box.files; };
    give(campaign, files.filter(isCampaign).slice(0, 1));
    give(lists, files.filter(file => !isCampaign(file)));
  });
}

localise(document);
tellZone();
listen();
for (const place of all("[data-src]")) fetchPart(place);
