"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const items = all("#quotes li").sort((a, b) => number(a) - number(b));
  const lists = all("aside .list");
  const tabs = all(".tabs a");
  const [find, kind, count, say, here] = ["#find", "#kind", "#count", "#say", ".here"].map(one);
  let chosen = 0;

  function number(item) { return Number(item.id.slice(1)); }
  const shown = () => items.filter((item) => !item.hidden);

  // Tabs: one list at a time.
  root.classList.add("js");
  all(".walk, #filter, .keys").forEach((part) => { part.hidden = false; });
  one(".tabs").setAttribute("role", "tablist");
  tabs.forEach((tab) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", tab.dataset.tab);
    tab.id = "tab-" + tab.dataset.tab;
  });
  lists.forEach((list) => {
    list.setAttribute("role", "tabpanel");
    list.setAttribute("aria-labelledby", "tab-" + list.id);
  });
  function show(name) {
    lists.forEach((list) => { list.hidden = list.id !== name; });
    tabs.forEach((tab) => {
      const on = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
    });
  }
  show("quotes");
  here.textContent = items.length === 1 ? "1 quote" : `${items.length} quotes`;

  // Brings an element into view; a list scrolls within its column.
  function reveal(element, block = "center") {
    if (element) element.scrollIntoView({ block, behavior: "instant" });
  }

  // Selects a quote in the text and in the list.
  function select(n, scroll) {
    all(".on").forEach((part) => part.classList.remove("on"));
    chosen = n;
    const item = document.getElementById("q" + n);
    if (!item) return;
    all(`[data-q~="${n}"], [data-go="${n}"]`).forEach((part) => part.classList.add("on"));
    item.classList.add("on");
    const details = item.closest("details");
    if (details) details.open = true;
    const wide = matchMedia("(min-width: 60rem)").matches;
    if (scroll !== "text" || wide) {
      show("quotes");
      if (scroll !== "none") reveal(item, wide ? "nearest" : "center");
    }
    if (scroll !== "list") reveal(document.getElementById("t" + n));
    const words = item.querySelector(".words").textContent;
    const place = `${shown().indexOf(item) + 1} of ${shown().length}`;
    here.textContent = `${place} · ${item.dataset.name}`;
    here.href = "#q" + n;
    say.textContent = `Quote ${place}, ${item.dataset.name}: ${words}`;
    history.replaceState(null, "", "#q" + n);
  }

  // The next quote: after the selected one, or the first below the top of the window.
  function step(by) {
    const open = shown();
    if (!open.length) return;
    let at = open.findIndex((item) => number(item) === chosen);
    if (at < 0) {
      const top = open.findIndex((item) => {
        const place = document.getElementById("t" + number(item));
        return place && place.getBoundingClientRect().bottom > 0;
      });
      at = top < 0 ? open.length - 1 : top - (by > 0 ? 1 : 0);
    }
    at = Math.min(open.length - 1, Math.max(0, at + by));
    select(number(open[at]), "text");
  }

  // Filters: words or a name, and the kind of quote.
  function filter() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = kind.value;
    items.forEach((item) => {
      const text = (item.dataset.name + " " + item.textContent).toLowerCase();
      const fits = !wanted || (wanted === "sure" ? !("unsure" in item.dataset) : wanted.split(" ").includes(item.dataset.kind));
      item.hidden = !fits || !words.every((word) => text.includes(word));
    });
    all("#quotes .speaker").forEach((group) => { group.hidden = !all("li", group).some((item) => !item.hidden); });
    const hidden = new Set(items.filter((item) => item.hidden).map((item) => String(number(item))));
    all(".q").forEach((part) => part.classList.toggle("off", part.dataset.q.split(" ").every((n) => hidden.has(n))));
    const open = shown().length;
    const filtered = words.length > 0 || wanted !== "";
    count.textContent = filtered ? (open === 1 ? "1 quote" : `${open || "no"} quotes`) + ` of ${items.length}` : "";
    const unsure = one("#unsure");
    if (unsure && filtered && words.length) unsure.open = true;
  }
  if (find) {
    find.addEventListener("input", filter);
    kind.addEventListener("change", filter);
    one("#filter").addEventListener("submit", (event) => event.preventDefault());
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const tab = target.closest(".tabs a");
    const go = target.closest(".go");
    const ref = target.closest(".ref");
    const tick = target.closest("[data-go]");
    const button = target.closest("[data-step]");
    const quote = target.closest(".q");
    const link = target.closest("a");
    if (tab) { event.preventDefault(); show(tab.dataset.tab); tab.focus(); }
    else if (go) { event.preventDefault(); select(number(go.parentElement), "text"); }
    else if (ref) { event.preventDefault(); select(Number(ref.hash.slice(2)), "list"); document.getElementById("q" + chosen).querySelector(".go").focus({ preventScroll: true }); }
    else if (tick) select(Number(tick.dataset.go), "text");
    else if (button) step(Number(button.dataset.step));
    else if (target.closest(".here") && chosen) { event.preventDefault(); select(chosen, "list"); }
    else if (target.closest(".scheme")) scheme();
    else if (quote && !link && !getSelection().toString()) select(Number(quote.dataset.q.split(" ").pop()), matchMedia("(min-width: 60rem)").matches ? "list" : "none");
    else if (link && link.hash && link.closest("aside")) {
      const list = document.getElementById(link.hash.slice(1))?.closest("aside .list");
      if (list) show(list.id);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target instanceof Element ? event.target : root;
    const typing = at.closest("input, select, textarea");
    if (event.key === "Escape") {
      if (find && (find.value || kind.value)) { find.value = kind.value = ""; filter(); }
      if (typing) typing.blur();
      return;
    }
    if (typing) return;
    const tab = at.closest(".tabs a");
    if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
      show(next.dataset.tab);
      next.focus();
    } else if (event.key === "]") step(1);
    else if (event.key === "[") step(-1);
    else if (event.key === "/" && find) { show("quotes"); find.focus(); find.select(); }
    else if (tabs[Number(event.key) - 1]) show(tabs[Number(event.key) - 1].dataset.tab);
    else return;
    event.preventDefault();
  });

  // Light, dark, or as the system.
  const switches = one(".scheme");
  const both = [...document.styleSheets[0].cssRules].some((rule) => rule.selectorText === ":root[data-scheme=\"dark\"]");
  if (!both) switches.remove();
  function scheme() {
    const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.scheme = dark ? "light" : "dark";
  }

  // All lists are on paper.
  addEventListener("beforeprint", () => all("details").forEach((part) => { part.dataset.was = part.open; part.open = true; }));
  addEventListener("afterprint", () => all("details").forEach((part) => { part.open = part.dataset.was === "true"; }));

  const start = /^#[qt](\d+)$/.exec(location.hash);
  if (start) select(Number(start[1]), "text");
})();
