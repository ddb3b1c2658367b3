// Forms for problems and predictions on a page without Python.
//
//   import { mountProblem, mountPrediction } from "./problems.js";
//   mountProblem(element, problem);                      // of `hipmech.feedback.problems("02")`
//   mountPrediction(element, problem, () => uncover());  // called once: answered, or "Show me"

import { reply, rich } from "./replies.js";

const SYMBOLS = { right: "✓", wrong: "✗", unanswered: "…", told: "→" };

function make(parent, tag, options = {}, html = "") {
  const element = Object.assign(document.createElement(tag), options);
  element.innerHTML = html;
  parent.append(element);
  return element;
}

function stated(problem) {
  const head = `<strong>${problem.id}</strong> <small>${problem.kind}</small><br>`;
  const asked = problem.wanted[0].toUpperCase() + problem.wanted.slice(1);
  const want = problem.choices ? "" : `<br>${rich(asked)}.`;
  const first = problem.kind === "prediction" ? "<strong>Predict.</strong> " : head;
  return first + rich(problem.statement) + want;
}

/** Buttons for choices, or a field with its unit and a button; `answer` takes what was given. */
function ask(form, problem, word, answer) {
  if (problem.choices) {
    for (const choice of problem.choices) {
      const button = make(form, "button", { type: "button" }, rich(choice));
      button.onclick = () => answer(choice);
    }
  } else {
    const label = `Your answer${problem.unit ? ` in ${problem.unit}` : ""}`;
    const field = make(form, "input", { type: "text", size: 12, autocomplete: "off" });
    field.setAttribute("aria-label", `${label} to ${problem.id}`);
    make(form, "span", { className: "hipmech-unit" }, rich(problem.unit));
    make(form, "button", { type: "submit" }, word);
    form.onsubmit = () => answer(field.value);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
}

function say(place, { status, message, folds }) {
  place.className = `hipmech-reply hipmech-${status}`;
  place.innerHTML = `${SYMBOLS[status]} ${rich(message)}`;
  for (const [title, text] of folds)
    make(place, "details", {}, `<summary>${title}</summary>${rich(text)}`);
}

/** A problem with its form; the hint and the worked solution come on request or with the tries. */
export function mountProblem(element, problem) {
  const tried = [];
  element.classList.add("hipmech-problem");
  make(element, "p", {}, stated(problem));
  const form = make(element, "form");
  const place = make(element, "div");
  place.setAttribute("role", "status");
  const answer = (typed) => say(place, reply(problem, typed, tried));
  ask(form, problem, "Check", answer);
  for (const word of ["Hint", "Solution"]) {
    if (word === "Hint" && !problem.hint) continue;
    const button = make(form, "button", { type: "button", className: "hipmech-quiet" }, word);
    button.onclick = () => answer(word.toLowerCase());
  }
}

/** A prediction: the first answer that can be read counts, and `uncover` is called once. */
export function mountPrediction(element, problem, uncover) {
  element.classList.add("hipmech-problem");
  make(element, "p", {}, stated(problem));
  const form = make(element, "form");
  const place = make(element, "div");
  place.setAttribute("role", "status");
  const done = () => {
    for (const control of form.elements) control.disabled = true;
    uncover();
  };
  ask(form, problem, "Predict", (typed) => {
    const said = reply(problem, typed);
    say(place, said);
    if (["right", "wrong"].includes(said.status)) done();
  });
  make(form, "button", { type: "button", className: "hipmech-quiet" }, "Show me").onclick = done;
}
