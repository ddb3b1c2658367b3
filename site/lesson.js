// Explorers come alive when they come near; a prediction uncovers what lies behind it; problems reply.
async function bringToLife(place) {
  const still = [...place.children];
  try {
    await mountExplorer(place, await loadExplorer(place.dataset.explorer));
    still.forEach((node) => node.remove());
    const link = Object.assign(document.createElement("a"), { className: "to-stage", textContent: "On the stage",
      href: new URL(`../stage.html#${place.dataset.explorer}`, document.querySelector('script[src$="load.js"]').src) });
    place.append(link);
    place.dataset.ready = Math.round(performance.now());
  } catch (error) {
    place.prepend(Object.assign(document.createElement("p"),
      { className: "fault", textContent: `A still picture: ${error.message}` }));
  }
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries)
    if (isIntersecting) { near.unobserve(target); bringToLife(target); }
}, { rootMargin: "600px" });
const uncover = (id) => {
  for (const place of document.querySelectorAll(`[data-covered="${id}"]`)) {
    place.hidden = false;
    if (place.dataset.explorer) near.observe(place);
  }
};
for (const place of document.querySelectorAll(".explorer")) {
  if (place.dataset.covered) place.hidden = true; // only here: without scripts nothing stays hidden
  else if (place.dataset.explorer) near.observe(place);
}

for (const section of document.querySelectorAll(".problem")) {
  const problem = hipmechProblems[section.dataset.problem], said = section.querySelector(".reply");
  const isPrediction = problem.kind === "prediction";
  let wrong = 0;
  section.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    const button = event.submitter, typed = button?.value || event.target.answer?.value.trim() || "";
    if (isPrediction && button?.classList.contains("quiet")) { uncover(problem.id); return; }
    if (!typed) { event.target.answer?.focus(); return; }
    const { status, message, folds } = reply(problem, typed, wrong);
    if (status === "wrong") wrong += 1;
    said.className = `reply ${status}`;
    const mark = { right: "✓", wrong: "✗", told: "→" }[status] ?? "…";
    said.innerHTML = `<p>${mark} ${message}</p>` + folds.map(([title, text]) =>
      `<details class="answer"><summary>${title}</summary><p>${text}</p></details>`).join("");
    if (isPrediction && (status === "right" || status === "wrong")) uncover(problem.id);
  };
}

addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not(.python, .answer)")) fold.open = true;
});
