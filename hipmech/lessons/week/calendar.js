// The week as a table: a line for each exercise, a button for each day; a drag fills several days.
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function render({ model, el }) {
  const make = (tag, parent, properties = {}) =>
    parent.appendChild(Object.assign(document.createElement(tag), properties));
  el.classList.add("hipmech-week");
  let painting = null; // what the drag fills with: true, false

  function fill(line, day, on) {
    const days = model.get("days").map((row) => [...row]);
    if (days[line][day] === on) return;
    days[line][day] = on;
    model.set("days", days);
    model.save_changes();
  }

  function draw() {
    const at = document.activeElement?.dataset?.at; // the focus stays where it was
    el.replaceChildren();
    const table = make("table", el, { className: "hipmech-calendar" });
    const head = make("tr", make("thead", table));
    make("th", head, { textContent: "Week" });
    DAYS.forEach((day) => make("th", head, { textContent: day, scope: "col" }));
    make("th", head, { ariaLabel: "remove" });
    const body = make("tbody", table), days = model.get("days");
    model.get("lines").forEach((label, line) => {
      const row = make("tr", body);
      make("th", row, { textContent: label, scope: "row" });
      DAYS.forEach((day, n) => {
        const on = days[line][n];
        const button = make("button", make("td", row), { textContent: on ? "✓" : "", type: "button" });
        button.dataset.at = `${line} ${n}`;
        button.setAttribute("aria-pressed", on);
        button.setAttribute("aria-label", `${label}, ${day}`);
      });
      const remove = make("button", make("td", row), { textContent: "✕", type: "button" });
      remove.className = "hipmech-remove";
      remove.setAttribute("aria-label", `remove ${label}`);
      remove.addEventListener("click", () => model.send({ remove: line }));
    });
    if (!days.length) make("td", make("tr", body), { colSpan: 9, textContent: "Nothing yet: choose an exercise, then Add." });
    if (at) el.querySelector(`[data-at="${at}"]`)?.focus();
  }

  const cell = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-at]");
  const place = (button) => button.dataset.at.split(" ").map(Number);
  const press = (button) => button.getAttribute("aria-pressed") !== "true";
  const down = (event) => {
    const button = cell(event);
    if (!button || !el.contains(button)) return;
    event.preventDefault();
    painting = press(button);
    fill(...place(button), painting);
  };
  const move = (event) => {
    const button = painting === null ? null : cell(event);
    if (button && el.contains(button)) fill(...place(button), painting);
  };
  const click = (event) => { // of a screen reader: no pointer went down before it
    const button = event.detail === 0 && event.target.closest("[data-at]");
    if (button) fill(...place(button), press(button));
  };
  const up = () => { painting = null; };
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const key = (event) => {
    const button = event.target.closest("[data-at]");
    if (!button) return;
    const [line, day] = place(button), step = STEPS[event.key];
    if (step) el.querySelector(`[data-at="${line + step[0]} ${day + step[1]}"]`)?.focus();
    else if (event.key === " " || event.key === "Enter") fill(line, day, press(button));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  el.addEventListener("pointerdown", down);
  el.addEventListener("pointermove", move);
  el.addEventListener("click", click);
  el.addEventListener("keydown", key);
  window.addEventListener("pointerup", up);
  model.on("change:lines", draw);
  model.on("change:days", draw);
  draw();
  return () => {
    window.removeEventListener("pointerup", up);
    model.off("change:lines", draw);
    model.off("change:days", draw);
  };
}
export default { render };
