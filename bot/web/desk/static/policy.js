"use strict";
// Sliders of thresholds: the number, the mark in the histogram and the colours of its bars follow at once.

const WIDTH = 500;

function level(tier) {
  const kind = tier.querySelector("[data-kind]");
  switch (kind.value) {
    case "off": return null;
    case "model": return kind.dataset.model === "" ? null : Number(kind.dataset.model);
    case "policy": return kind.dataset.now === "" ? null : Number(kind.dataset.now);
    default: return Number(tier.querySelector("[data-slider]").value);
  }
}

function draw(form) {
  const levels = {};
  for (const tier of form.querySelectorAll("[data-tier]")) {
    const name = tier.dataset.tier;
    const at = levels[name] = level(tier);
    tier.querySelector("output").textContent = at === null ? "–" : at.toFixed(2);
    const mark = form.querySelector(`[data-mark="${name}"]`);
    mark.setAttribute("visibility", at === null ? "hidden" : "visible");
    mark.setAttribute("x1", String(WIDTH * (at || 0)));
    mark.setAttribute("x2", String(WIDTH * (at || 0)));
  }
  for (const bar of form.querySelectorAll("[data-at]")) {
    const end = Number(bar.dataset.at) + 0.02 - 1e-9;
    const reaches = (at) => at !== null && end > at;
    bar.setAttribute("class", reaches(levels.act) ? "bar act" : reaches(levels.flag) ? "bar flag" : "bar");
  }
}

document.addEventListener("input", (event) => {
  const tier = event.target.closest("[data-tier]");
  if (!tier) return;
  if (event.target.matches("[data-slider]")) tier.querySelector("[data-kind]").value = "number";
  draw(tier.closest("form"));
});
