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

for (const section of document.querySelectorAll("[data-problem]")) {
  const problem = hipmechProblems[section.dataset.problem];
  section.replaceChildren();
  if (problem.kind === "prediction") mountPrediction(section, problem, () => uncover(problem.id));
  else mountProblem(section, problem);
}

addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not(.python, .locally, [data-problem] *)")) fold.open = true;
});
