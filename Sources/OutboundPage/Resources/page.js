// What the page does beyond what it says: times in the reader's zone, live figures, call info in a dialog, files dropped.
// Everything works without it.
"use strict";

const $ = (query, root = document) => root.querySelector(query);
const all = (query, root = document) => [...root.querySelectorAll(query)];

// Times: the server writes UTC; the reader's own zone is shown, UTC on hover.
function localise(root) {
  for (const time of all("time[datetime]", root)) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    const isToday = at.toDateString() === new Date().toDateString();
    const style = { hour: "2-digit", minute: "2-digit", second: time.dataset.s ? "2-digit" : undefined };
    if (!isToday || time.dataset.day) Object.assign(style, { day: "numeric", month: "short" });
    if (at.getFullYear() !== new Date().getFullYear()) style.year = "numeric";
    if (!time.title) time.title = time.dateTime.replace("T", " ").replace("Z", " UTC");
    time.textContent = at.toLocaleString(undefined, style);
  }
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
  if (isStale) { isStale = false; setTimeout(refresh, 500); }
}

function exchange(fresh) {
  localise(fresh);
  const found = new Map(all("[data-k]", fresh).map(cell => [cell.dataset.k, cell]));
  for (const cell of all("main [data-k]")) {
    const other = found.get(cell.dataset.k);
    if (!other || other.innerHTML === cell.innerHTML || cell.contains(document.activeElement)) continue;
    cell.replaceChildren(...other.childNodes);
  }
  for (const table of all("main [data-live]")) {
    const other = $(`[data-live="${table.dataset.live}"]`, fresh);
    const rows = other ? all("[data-row]", other).map(row => row.dataset.row) : [];
    const known = new Set(all("[data-row]", table).map(row => row.dataset.row));
    const isNew = rows.some(row => !known.has(row));
    const news = $("#news");
    if (news) news.hidden = !isNew; else if (isNew || rows.length !== known.size) location.reload();
  }
}

function listen() {
  const sign = $("#live");
  if (!sign || !window.EventSource) return;
  const events = new EventSource("/events");
  events.addEventListener("changed", () => { if (!document.hidden) refresh(); else isStale = true; });
  events.onopen = () => { sign.textContent = "Live"; sign.classList.remove("off"); };
  events.onerror = () => { sign.textContent = "Not live: the page's server cannot be reached"; sign.classList.add("off"); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) { isStale = false; refresh(); } });
}

// Call info in a dialog, which has the call's own address.
async function openCall(link, push = true) {
  const answer = await fetch(link.href, { headers: { "x-fragment": "1" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) { location.href = link.href; return; }
  let dialog = $("dialog");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", "Call info");
    document.body.append(dialog);
    dialog.addEventListener("close", () => { if (history.state?.isDialog) history.back(); dialog.opener?.focus(); });
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  localise(page);
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  const bar = document.createElement("div");
  bar.className = "close";
  bar.append(close);
  const inner = document.createElement("div");
  inner.className = "inner";
  inner.append(...page.body.childNodes);
  dialog.replaceChildren(bar, inner);
  dialog.opener = link;
  if (!dialog.open) dialog.showModal();
  close.focus();
  if (push) history.pushState({ isDialog: true }, "", link.href);
}

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openCall(link);
});
addEventListener("popstate", () => { const dialog = $("dialog[open]"); if (dialog) dialog.close(); });

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
listen();
