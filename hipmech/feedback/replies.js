// A student's answer on a page without Python: read and replied to as hipmech.feedback does.
// A problem is what `hipmech.feedback.problems(lesson)` gives; tests hold both against each other.

const NUMBER = /^([+-]?(?:[0-9][0-9 .,]*|[.,][0-9]+)(?:e[+-]?[0-9]+)?)(.*)$/i;
const AMBIGUOUS =
  /^[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)$/;
const GROUPED = /^[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?$/;
const PLAIN = /^[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:e[+-]?[0-9]+)?$/i;

class Unreadable extends Error {}
const refuse = (why) => { throw new Unreadable(why); };
const short = (text) => (text.length <= 40 ? text : text.slice(0, 39) + "…");
const size = (values) => Math.max(...values.map(Math.abs));
const off = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));
const unitKey = (text) => text.toLowerCase().replace(/[\s·*.⋅^]/g, "").replaceAll("²", "2");

/** Ordinary spaces, minus signs and quotes. */
function plain(text) {
  text = text.replace(/[−–—]/g, "-").replace(/\s+/g, " ");
  return text.replace(/^[ "'`“”„‘’]+|[ "'`“”„‘’]+$/g, "");
}

/** HTML of a text with *emphasis*, **bold**, `code`, d_W. */
export function rich(text) {
  const html = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const parts = text.trim().replace(/[&<>]/g, (c) => html[c]).split("`");
  return parts.map((part, i) => (i % 2 ? `<code>${part}</code>` : inline(part))).join("");
}

function inline(text) {
  return text
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, "<strong>$1</strong>")
    .replace(/(?<![*\w])\*(\S(?:[^*]*?\S)?)\*(?![*\w])/g, "<em>$1</em>")
    .replace(/(?<!\w)([A-Za-zθσψ])_([A-Za-z]+|[0-9]+)(?!\w)/g, "<i>$1</i><sub>$2</sub>")
    .replaceAll("\n", "<br>");
}

/** A number with at least so many digits, none before the point left out. */
function figures(value, digits) {
  if (Number.isInteger(value)) return String(value).replace("-", "−");
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  const power = 10 ** Math.min(places, 12);
  const text = (Math.floor(Math.abs(value) * power + 0.5) / power).toFixed(Math.min(places, 12));
  return value < 0 ? "−" + text : text;
}

function readNumber(text) {
  if (AMBIGUOUS.test(text)) refuse(`“${text}” can be read in two ways: write it without a comma.`);
  if (GROUPED.test(text)) text = text.replaceAll(" ", "");
  if (!PLAIN.test(text)) refuse(`“${short(text)}” is not one number.`);
  return Number(text.replace(",", "."));
}

function split(text, count) {
  const clean = (words, edge) => words.map((w) => w.replace(edge, "")).filter((w) => w);
  let parts = clean(text.trim().split(/[;\s]/), /^[ ,;]+|[ ,;]+$/g);
  if (parts.length < count && text.includes(","))
    parts = clean(text.trim().split(/[,;]/), /^\s+|\s+$/g);
  if (parts.length === count + 1 && !PLAIN.test(parts.at(-1)))
    parts.splice(-2, 2, parts.slice(-2).join(" "));
  return parts;
}

function readNumbers(problem, typed) {
  const count = problem.right.length;
  const text = plain(typed).replace(/^[a-zθψσ][a-z0-9_₅]* ?= ?/i, "");
  const body = text.replace(/[[\]()≈~]/g, " ");
  const values = [];
  let unit = "";
  for (const part of count === 1 ? [body] : split(body, count)) {
    const found = part.trim().match(NUMBER);
    if (unit || !found || /^[-+*/^×·]/.test(found[2]))
      refuse(`“${short(text)}” is not a number: compute it first.`);
    values.push(readNumber(found[1].trim()));
    unit = found[2].trim();
  }
  if (values.length !== count)
    refuse(`${values.length === 1 ? "One number" : `${values.length || "No"} numbers`} arrived.`);
  if (!values.every(Number.isFinite)) refuse("This is not a finite number.");
  const key = unitKey(unit);
  if (unit && !Object.hasOwn(problem.units, key)) refuse(`The unit “${short(unit)}” does not fit.`);
  const factor = unit ? problem.units[key] : 1;
  if (factor !== 1 && off(values, problem.right) <= problem.tolerance)
    refuse(`The number fits, the unit does not: ${problem.unit} is asked for.`);
  return values.map((value) => factor * value);
}

function readWord(problem, typed) {
  const { choices, also } = problem;
  const word = plain(typed).toLowerCase().replace(/[ .]+$/, "");
  if (/^[1-9]$/.test(word) && Number(word) <= choices.length) return choices[Number(word) - 1];
  for (const choice of choices) if (word === choice.toLowerCase()) return choice;
  if (Object.hasOwn(also, word)) return also[word];
  const words = (text) => ` ${text.toLowerCase().replace(/[-,()]/g, " ").split(/ +/).join(" ").trim()} `;
  const within = (part, whole) => words(whole).includes(words(part));
  const inside = choices.filter((c) => word && (within(c, word) || within(word, c)));
  if (inside.length === 1 && !within("not", word)) return inside[0];
  return refuse(`“${short(plain(typed))}” is not among the choices.`);
}

/** Whether an answer is right, and what is said to it. */
function judge(problem, value) {
  if (problem.choices) {
    const right = problem.right.includes(value);
    return [right, right ? `Right: ${value}.` : problem.mistakes[value]];
  }
  if (off(value, problem.right) <= problem.tolerance) return [true, `Right: ${problem.shown}.`];
  let nearest = Infinity;
  let message = "";
  for (const [said, known, tolerance] of problem.mistakes) {
    const distance = off(value, known);
    if (distance <= tolerance && distance < nearest) [nearest, message] = [distance, said];
  }
  return [false, message || howFar(problem, value)];
}

function howFar({ right, tolerance, estimate, digits }, value) {
  if (right.length === 1 && value[0] * right[0] < 0)
    return "Not yet: the sign is wrong, and so is the size.";
  if (!estimate && off(value, right) <= 3 * tolerance)
    return `Nearly: round only at the end, and give ${digits}.`;
  const [length, wanted] = [Math.hypot(...value), Math.hypot(...right)];
  if (right.length > 1 && Math.abs(length - wanted) <= tolerance)
    return "Not yet: the size is right, the direction is not.";
  const what = right[0] < 0 || right.length > 1 ? "its size is" : "this is";
  return `Not yet: ${what} too ${length > wanted ? "large" : "small"}.`;
}

function unbalanced({ stays, right }, value) {
  if (!stays) return "";
  const distance = Math.hypot(...value.map((v, i) => v - right[i]));
  if (distance > 20 * size(right)) return "";
  const left = figures(Math.abs(stays[0]) * distance, 3);
  return ` With your answer ${left} ${stays[1]} stay unbalanced.`;
}

/** What is said to a typed answer: status, message, folds. `tried` keeps [typed, status, message]. */
export function reply(problem, typed, tried = []) {
  const text = plain(typed);
  if (["", "...", "…"].includes(text))
    return { status: "unanswered", message: "Not answered yet.", folds: [] };
  if (["hint", "solution"].includes(text.toLowerCase())) {
    const name = text[0].toUpperCase() + text.slice(1).toLowerCase();
    const told = problem[text.toLowerCase()] || "There is none: try.";
    return { status: "told", message: `${name}: ${told}`, folds: [] };
  }
  let value;
  try {
    value = problem.choices ? readWord(problem, typed) : readNumbers(problem, typed);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const message = `${error.message} Please ${problem.wanted}.`;
    return { status: "unanswered", message, folds: [] };
  }
  let [right, message] = judge(problem, value);
  const predicts = problem.kind === "prediction";
  if (predicts && right) {
    const exact = problem.choices || off(value, problem.right) <= problem.exact;
    message = `${exact ? "Right" : "Close"}: ${problem.shown}. ${problem.solution}`;
  } else if (predicts) message += ` It is ${problem.shown}. ${problem.solution}`;
  else if (!right && !problem.choices) message += unbalanced(problem, value);
  const status = right ? "right" : "wrong";
  const last = tried.at(-1);
  if (!last || last[0] !== typed || last[2] !== message) tried.push([typed, status, message]);
  const folds = [];
  if (!predicts && !right && problem.hint) folds.push(["Hint", problem.hint]);
  if (!predicts && (right || tried.filter((one) => one[1] === "wrong").length > 1))
    folds.push(["Worked solution", problem.solution]);
  return { status, message, folds };
}
