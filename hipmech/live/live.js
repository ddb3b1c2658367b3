// The picture and its readout: both arrive in one message from Python, which also sends ahead what
// each step of the slider in hand would show.
const MOST = 4096; // pixels across
const GONE = "The kernel has stopped: the picture stands still. Run the cell again.";
const AWAY = "No connection to the kernel: the picture waits until it is back.";
const MUTE = "The kernel does not answer: it is busy, or it has stopped. If it has, run the cell again.";
const PATIENCE = 6000; // ms until that is said
const QUIET = 600; // ms without a change before the readout is spoken
const BUTTONS = { "fa-play": "Play or pause", "fa-pause": "Play or pause", "fa-stop": "Stop",
  "fa-retweet": "Repeat" };

function openToKeyboard(root) {
  // JupyterLab takes keys for its own shortcuts unless the focused element itself forbids it.
  for (const field of root.querySelectorAll("select, input, button, [tabindex]"))
    field.dataset.lmSuppressShortcuts = "true";
  // ipywidgets leaves slider handles without name and rounded value, and stops at each readout.
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const handle = slider.querySelector(".noUi-handle"), readout = slider.querySelector(".widget-readout");
    if (!handle) continue;
    const name = slider.querySelector(".widget-label")?.textContent ?? "";
    handle.setAttribute("aria-label", name);
    handle.setAttribute("aria-valuetext", readout?.textContent ?? "");
    readout?.setAttribute("aria-label", `${name}, value`);
    readout?.setAttribute("tabindex", "-1");
  }
  for (const button of root.querySelectorAll(".widget-toggle-button"))
    button.ariaPressed = button.classList.contains("mod-active");
  for (const [icon, name] of Object.entries(BUTTONS))
    for (const mark of root.querySelectorAll(`.widget-play .${icon}`))
      mark.closest("button")?.setAttribute("aria-label", name);
}

function onFinerScreen(react) { // zoom, another display; returns what stops it
  let query;
  const listen = () => {
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", change);
  };
  const stop = () => query.removeEventListener("change", change);
  const change = () => { stop(); listen(); react(); };
  listen();
  return stop;
}

function make(tag, parent, className, attributes = {}) {
  const node = Object.assign(document.createElement(tag), { className });
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

const modelOf = ({ widget_manager }, reference) =>
  widget_manager.get_model(reference.slice("IPY_MODEL_".length));

function fontsOf(model) { // once a page
  const add = async ([weight, data]) =>
    document.fonts.add(await new FontFace("hipmech", data, { weight }).load());
  return globalThis.hipmechFonts ??= modelOf(model, model.get("_fonts")).then(
    (fonts) => Promise.all(Object.entries(fonts.get("faces")).map(add)));
}

function onKernel({ widget_manager }, tell) { // what is wrong, "" when it is over; returns what stops it
  const { statusChanged, connectionStatusChanged } = widget_manager?.kernel ?? {};
  const told = [[connectionStatusChanged, (_, status) => tell(status === "connected" ? "" : AWAY)],
    [statusChanged, (_, status) => { if (/restarting|dead|terminating/.test(status)) tell(GONE); }]];
  for (const [signal, hear] of told) signal?.connect(hear);
  return () => { for (const [signal, hear] of told) signal?.disconnect(hear); };
}

const unpacked = ({ buffer, byteOffset, byteLength }) =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));

function onHand(root, count, take) { // tell the number of the slider that a hand touches
  const touched = ({ target }) => {
    const rows = [...root.querySelectorAll(".widget-slider")].map(
      (slider) => slider.matches(".widget-play ~ *") ? slider.parentElement : slider);
    const number = rows.findIndex((row) => row.contains(target));
    if (number >= 0 && rows.length === count) take(number);
  };
  for (const event of ["pointerdown", "focusin"]) root.addEventListener(event, touched, true);
  return () => {
    for (const event of ["pointerdown", "focusin"]) root.removeEventListener(event, touched, true);
  };
}

// The steps ahead of one slider: shown at once while the other inputs stand where they stood.
class Ahead {
  constructor(model, inputs, born) {
    Object.assign(this, { model, inputs, born, steps: null });
    this.sliders = inputs.filter((input) => input.get("_view_name") === "FloatSliderView");
  }

  others() {
    return JSON.stringify(this.inputs.map(
      (m) => m === this.hand ? null : m.get("value") ?? m.get("index"))); // an index: of a list
  }

  take(input) { // ask, unless all is known or on its way
    this.hand = input;
    this.ask();
  }

  known(input) { // steps, while nothing else has moved
    return input === this.hand && this.at === this.others() ? this.steps ?? [] : [];
  }

  ask() {
    if (!this.hand || this.steps && this.at === this.others()) return;
    Object.assign(this, { at: this.others(), steps: [], first: null, id: Math.random() });
    const values = this.inputs.map((m) => m.get("value"));
    this.model.send({ hand: this.inputs.indexOf(this.hand), values, id: this.id });
  }

  forget() { this.steps = null; }

  learn({ ahead, steps }, buffers) {
    if (!this.steps || ahead !== this.id) return;
    steps.forEach(([value, frame], n) => {
      const marks = moved(this.first ?? [], frame, buffers[n], this.born);
      this.first ??= marks;
      this.steps.push({ value, marks, readout: frame.readout });
    });
  }

  found() { // what the inputs' values show, if it is known
    if (!this.hand) return undefined;
    const here = this.hand.get("value"), near = 1e-6 * this.hand.get("step");
    return this.known(this.hand).find(({ value }) => Math.abs(value - here) < near);
  }
}

function shifted(numbers, first, [a, b, c, d, e, f]) { // places, from the first on, as a whole
  const now = numbers.slice();
  for (let i = first; i < now.length; i += 2) {
    const [x, y] = [numbers[i], numbers[i + 1]];
    now[i] = x * a + y * c + e;
    now[i + 1] = x * b + y * d + f;
  }
  return now;
}

function moved(before, { rows }, buffer, born) {
  const marks = [...before], numbers = unpacked(buffer);
  let at = 0;
  for (const [slot, looks, count, texts, first] of rows) {
    const told = numbers.subarray(at, at + count);
    marks[slot] = { looks: looks ?? born[slot], texts,
      numbers: first === null ? told : shifted(before[slot].numbers, first, told) };
    at += count;
  }
  return marks;
}

function render({ model, el }) {
  const readout = make("div", el, "hipmech-readout", { "aria-hidden": "true" });
  const spoken = make("div", el, "hipmech-spoken", { role: "status" });
  const fault = make("p", el, "hipmech-fault", { role: "alert" });
  const picture = make("canvas", el, "hipmech-picture", { role: "img" });
  const { width, height, standing, born, controls } = model.get("_standing");
  el.style.setProperty("--aspect", width / height);
  el.classList.add("hipmech-live");
  const painter = new Painter(picture, { width, height,
    standing: { ...standing, numbers: unpacked(standing.numbers) } });
  let trouble = ""; // with the kernel
  const safely = (work) => (...told) => {
    try {
      work(...told);
      fault.textContent = trouble;
    } catch (error) {
      fault.textContent = `Fault in the picture: ${error.message ?? error}.`;
      console.error(error);
    }
  };

  let speaking, ahead, grips, now, isWhole = false;
  const speak = () => { spoken.textContent = readout.textContent; };
  const write = (words) => {
    if (readout.textContent === words) return;
    readout.textContent = words;
    readout.classList.toggle("hipmech-kept", /\n(Change|Kept): /.test(words));
    clearTimeout(speaking);
    speaking = setTimeout(speak, QUIET);
  };
  const show = safely(() => {
    const shown = ahead?.found() ?? now;
    if (!shown) return;
    write(shown.readout);
    if (painter.marks === shown.marks) return;
    painter.marks = shown.marks;
    if (painter.scale) painter.paint();
    grips?.place();
  });
  const take = (frame, buffer, before) => {
    now = { marks: moved(before, frame, buffer, born), readout: frame.readout };
    show();
  };
  const keep = () => { // what was saved; it may arrive later than what changed since
    const { frame, numbers } = model.get("_whole");
    if (frame && !isWhole) take(frame, numbers, []);
  };
  const hear = (told, [buffer, ...more]) => {
    if (told.ahead) {
      ahead?.learn(told, [buffer, ...more]);
      grips?.follow();
      if (ahead?.found()) show();
      return;
    }
    if (told.forget) ahead?.forget();
    isWhole ||= told.whole; // until then, what differs would differ from something else
    if (isWhole && trouble === MUTE) trouble = "";
    if (isWhole) take(told.frame, buffer, told.whole ? [] : now.marks);
  };
  const describe = () => { picture.ariaLabel = model.get("alt"); };
  const reactions = [["change:_whole", safely(keep)], ["change:alt", describe],
    ["msg:custom", safely(hear)]];
  for (const [event, react] of reactions) {
    model.on(event, react);
    if (event !== "msg:custom") react();
  }
  const say = (words) => { fault.textContent = trouble = words; };
  let waiting;
  const ask = () => {
    isWhole = false;
    model.send({ whole: true });
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (!isWhole && !trouble) say(MUTE); }, PATIENCE);
  };
  ask();

  const size = () => {
    const pixels = Math.min(Math.round(picture.clientWidth * window.devicePixelRatio), MOST);
    if (pixels && pixels !== picture.width) safely(() => painter.resize(pixels))();
    grips?.place();
  };
  fontsOf(model).then(() => painter.scale && painter.renew());
  const leave = [onKernel(model, (words) => {
    if (trouble === GONE) return;
    say(words);
    if (words) return;
    ahead?.forget(); // some of it may have been lost
    ask();
  })];
  const look = (root) => { // for the sliders beside the picture
    const names = new MutationObserver(() => openToKeyboard(root));
    const seen = { childList: true, subtree: true, attributeFilter: ["class"] };
    names.observe(root, seen); // a button that is pressed shows it by its class
    openToKeyboard(root);
    leave.push(() => names.disconnect());
    Promise.all(model.get("_inputs").map((input) => modelOf(model, input))).then((inputs) => {
      ahead = new Ahead(model, inputs, born);
      leave.push(onHand(root, ahead.sliders.length, (number) => ahead.take(ahead.sliders[number])));
      const named = (control) => inputs[controls.indexOf(control)];
      grips = new Grips(painter, {
        name: (control) => named(control).get("description"),
        take: (control) => ahead.take(named(control)),
        steps: (control) => ahead.known(named(control)),
        set: (control, value) => {
          named(control).set("value", value);
          named(control).save_changes();
        },
      });
      grips.place();
      for (const input of inputs) {
        const change = () => {
          if (input === ahead.hand) ahead.ask();
          if (ahead.found()) show();
        };
        input.on("change:value", change);
        leave.push(() => input.off("change:value", change));
      }
    });
  };
  let root;
  const sized = new ResizeObserver(() => {
    if (!picture.clientWidth) return;
    size();
    if (!root && (root = el.closest(".hipmech-explorer"))) look(root);
    const [top, ours] = [root ?? el, picture].map((node) => node.getBoundingClientRect().top);
    el.style.setProperty("--above", `${Math.ceil(ours - top)}px`); // so much is taken already
  });
  sized.observe(picture);
  const noFiner = onFinerScreen(size);
  const renew = () => painter.renew();
  picture.addEventListener("contextrestored", renew); // after a crash of the graphics card
  return () => {
    for (const [event, react] of reactions) model.off(event, react);
    for (const stop of leave) stop();
    clearTimeout(speaking);
    clearTimeout(waiting);
    sized.disconnect();
    noFiner();
  };
}
export default { render };
