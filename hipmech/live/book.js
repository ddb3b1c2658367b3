// Plays a book (see book/): the marks and the words of an explorer at any setting, without a kernel;
// and puts the explorer on a plain page. Needs painter.js. A page's books: hipmechBooks[name].
globalThis.hipmechBooks ??= {};

const { openBook, mountExplorer, mountScene, valuesOfHash, hashOf } = (() => {
const bytesOf = (base64) => {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
};
async function unzipped(base64) {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

function whole(bytes, [at, shape, orders, planes]) { // whole numbers on a grid, see squeeze.py
  const size = shape.reduce((a, b) => a * b, 1), columns = shape.at(-1), out = new Int32Array(size);
  for (let c = 0, i = at; c < columns; c++)
    for (let place = c; place < size; place += columns, i++) {
      let zigzag = 0;
      for (let p = planes - 1; p >= 0; p--) zigzag = zigzag * 256 + bytes[i + p * size];
      out[place] = zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
    }
  for (let k = shape.length - 1, step = 1; k >= 0; step *= shape[k--])
    for (let order = 0; order < orders[k]; order++)
      for (let start = 0, all = step * shape[k]; start < size; start += all)
        for (let i = start + step; i < start + all; i++) out[i] += out[i - step];
  return out;
}

const nearest = (steps, value) => steps.reduce(
  (best, step, n) => Math.abs(step - value) < Math.abs(steps[best] - value) ? n : best, 0);

function rounded(value, decimals) { // as Python: a tie goes to the even digit
  const scaled = Math.abs(value) * 10 ** decimals, least = Math.floor(scaled);
  if (scaled - least === 0.5 && least % 2 === 0) return (least / 10 ** decimals).toFixed(decimals);
  return Math.abs(value).toFixed(decimals);
}

function written(words, numbers, at, formats, first) { // a template with its numbers
  return words.split("#").map((part, n) => {
    if (!n) return part;
    const [decimals, minus, plus, zero] = formats[first + n - 1], value = numbers[at + first + n - 1];
    const text = rounded(value, decimals);
    return (zero || /[1-9]/.test(text) ? (value < 0 ? minus : plus) : "") + text + part;
  }).join("");
}

class Book {
  constructor(buffer, name) {
    const size = new DataView(buffer).getUint32(0, true), bytes = new Uint8Array(buffer, 4 + size);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
    const real = ([at, n]) => new Float32Array(bytes.slice(at, at + 4 * n).buffer);
    Object.assign(this, head, { name, hasScene: Boolean(head.scene) });
    this.standing.numbers = real(head.standing.numbers);
    this.numbers = Float64Array.from(real(head.constants));
    for (const table of this.tables) {
      for (const key of ["step", "mean", "scale"]) if (table[key]) table[key] = real(table[key]);
      table.width = table.rows[1].at(-1);
      for (const key of ["columns", "rows", "basis", "same", "palette"])
        if (table[key]) table[key] = whole(bytes, table[key]);
    }
    for (const state of this.slots.flat()) state.looks = state.looks.map((n) => this.looks[n]);
    for (const pick of this.picks) pick.rows = whole(bytes, pick.rows);
    this.sizes = this.controls.map((c) => this.steps(c.name).length);
    this.states = [...this.first];
    this.defaults = Object.fromEntries(this.controls.map((c) => [c.name, c.default]));
  }

  control(name) {
    const control = this.controls.find((c) => c.name === name);
    if (!control) throw new Error(`no control ${name}`);
    return control;
  }

  steps(name) { // every value that a control takes
    const { options, uneven, min, step, count } = this.control(name);
    return options ?? uneven ?? Array.from({ length: count }, (_, i) => +(min + i * step).toFixed(9));
  }

  setting(values) { // number of the nearest step of every control
    return this.controls.map((c) => {
      const value = values[c.name] ?? c.default;
      if (c.options) return Math.max(c.options.indexOf(value), 0);
      if (c.uneven) return nearest(c.uneven, value);
      return Math.min(Math.max(Math.round((value - c.min) / c.step), 0), c.count - 1);
    });
  }

  at(values) { // { marks, readout, refused, scene }; of what is refused the words alone
    const setting = this.setting(values);
    for (const table of this.tables)
      if (!table.option || setting[table.option[0]] === table.option[1]) this.look(table, setting);
      else table.last = null;
    for (const { controls, slots, rows } of this.picks) {
      const at = this.row(controls, setting) * slots.length;
      slots.forEach((slot, n) => { this.states[slot] = rows[at + n]; });
    }
    const readout = this.mark(this.readout);
    const refused = Boolean(readout.looks[0].refused);
    const scene = this.hasScene && !refused ? this.traits(this.mark(this.readout + 1)) : null;
    const marks = refused ? [] : this.slots.slice(0, this.readout).map((_, slot) => this.mark(slot));
    return { marks, readout: readout.texts[0], refused, scene };
  }

  marksAt(values) { return this.at(values).marks; }
  readoutAt(values) { return this.at(values).readout; }

  row(controls, setting) { // of a table: the last control moves fastest
    return controls.reduce((row, k) => row * this.sizes[k] + setting[k], 0);
  }

  look(table, setting) { // put a table's numbers into their columns
    const { columns, same, palette, step, mean, scale, width, rows, basis } = table;
    const row = this.row(table.controls, setting);
    if (table.last === row) return;
    table.last = row;
    const some = rows.subarray(row * width, (row + 1) * width), { numbers } = this;
    if (palette)
      columns.forEach((column, j) => { numbers[column] = palette[4 * some[same[j >> 2]] + j % 4] / 255; });
    else if (!basis) columns.forEach((column, j) => { numbers[column] = some[same[j]] * step[j]; });
    else {
      const shares = Array.from(some, (n, r) => n * scale[r]);
      for (let j = 0, at = 0; j < columns.length; j++) {
        let sum = mean[j];
        for (const share of shares) sum += share * basis[at++];
        numbers[columns[j]] = sum * step[j];
      }
    }
  }

  mark(slot) {
    const { looks, at, count, told, words = [], formats = [], gaps } = this.slots[slot][this.states[slot]];
    let numbers = this.numbers.subarray(at, at + count), first = 0;
    if (gaps) {
      numbers = numbers.slice();
      for (let i = 0; i < gaps.length; i += 2) numbers.fill(NaN, gaps[i], gaps[i + 1]);
    }
    const texts = words.map((template) => {
      const text = written(template, this.numbers, told, formats, first);
      first += template.split("#").length - 1;
      return text;
    });
    return { looks, numbers, texts };
  }

  traits({ looks: [{ traits }], numbers }) { // of the scene, by name
    let at = 0;
    return Object.fromEntries(Object.entries(traits).map(([name, size]) =>
      [name, size ? Array.from(numbers.subarray(at, at += size)) : numbers[at++]]));
  }
}

async function openBook(name) {
  if (!globalThis.hipmechBooks[name]) throw new Error(`the data of ${name} are not on this page`);
  return new Book(await unzipped(globalThis.hipmechBooks[name]), name);
}

// A kept picture: surfaces as pale silhouettes, lines as grey dashes; without what lies there still
// (as drawing/stage.py has it).
function ghostOf(marks, now, { point, kept: word }) {
  const kinds = { below: new Map(), above: new Map() };
  const add = (kind, clip, letters, points) => {
    const key = JSON.stringify(clip ?? 0), all = kinds[kind];
    if (!all.has(key)) all.set(key, { clip, letters: [], points: [] });
    all.get(key).letters.push(letters);
    for (const value of points) all.get(key).points.push(value); // too many to spread
  };
  const lettersOf = (path) => typeof path === "string" ? letters(path) : "M" + "L".repeat(path - 1);
  const broken = (path, points) => { // a gap is where the pen is lifted
    if (typeof path === "string") return [letters(path), points];
    let pen = false, text = "";
    const kept = [];
    for (let i = 0; i < path; i++) {
      const [x, y] = [points[2 * i], points[2 * i + 1]];
      if (Number.isNaN(x + y)) { pen = false; continue; }
      text += pen ? "L" : "M";
      kept.push(x, y);
      pen = true;
    }
    return [text, kept];
  };
  const near = (a, b) => Math.abs(a - b) < 0.05 || (Number.isNaN(a) && Number.isNaN(b));
  marks.forEach(({ looks, numbers }, slot) => {
    const other = now[slot]?.looks === looks ? now[slot].numbers : [];
    if (looks[0]?.handle || numbers.every((value, n) => near(value, other[n]))) return;
    let at = 0;
    for (const look of looks) {
      const colours = 4 * ((look.fill ? 1 : 0) + (look.line ? 1 : 0));
      const kind = look.fill && !look.line ? "below" : look.line >= point ? "above" : null;
      if (look.text) at += 6;
      else if (look.image) at += 4;
      else if (look.each) {
        const [count, fills, lines] = numbers.subarray(at, at + 3), n = 2 * count * look.each;
        at += 3 + 4 * (fills + lines);
        if (fills) add("below", look.clip, ("M" + "L".repeat(look.each - 1)).repeat(count), numbers.subarray(at, at + n));
        at += n;
      } else if (look.marker) {
        const count = numbers[at];
        at += 1 + colours;
        for (let i = 0; i < count; i++, at += 2)
          if (kind) add(kind, look.clip, lettersOf(look.path), look.marker.map((v, n) => v + numbers[at + n % 2]));
      } else {
        const text = lettersOf(look.path), n = 2 * text.length;
        if (kind) add(kind, look.clip, ...broken(look.path, numbers.subarray(at + colours, at + colours + n)));
        at += colours + n;
      }
    }
  });
  const ghost = (all, look, colour) => {
    const parts = [...all.values()].filter((part) => part.points.length);
    return {
      looks: parts.map(({ clip, letters: text }) => ({ ...look, ...(clip && { clip }), path: text.join("") })),
      numbers: Float64Array.from(parts.flatMap(({ points }) => [...colour, ...points])),
      texts: [],
    };
  };
  const line = 1.4 * point, dash = [4 * line, 2.5 * line];
  const found = [ghost(kinds.below, { fill: 1 }, [0, 0, 0, 0.09]),
    ghost(kinds.above, { line, dash, cap: "butt", join: "miter" }, [0.549, 0.549, 0.549, 1])];
  return found.some(({ looks }) => looks.length) ? [...found, word] : found;
}

const NUMBER = /[+−-]?\d+(?:\.(\d+))?/g;
function changeOf(words, kept) { // each number as a signed difference (as live/explorer.py has it)
  if (words.replace(NUMBER, "#") !== kept.replace(NUMBER, "#")) return `Kept: ${kept}`;
  const before = kept.match(NUMBER) ?? [];
  let n = 0;
  return "Change: " + words.replace(NUMBER, (now, decimals) => {
    const places = decimals?.length ?? 0;
    const value = Number((+now.replace("−", "-") - +before[n++].replace("−", "-")).toFixed(places));
    return value ? (value > 0 ? "+" : "−") + Math.abs(value).toFixed(places) : "0";
  });
}

function make(tag, parent, className = "", properties = {}, attributes = {}) {
  const node = Object.assign(document.createElement(tag), { className }, properties);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

// "#drop=8&lean=5": controls by name or by its first word
function valuesOfHash(hash, book) {
  const values = {};
  for (const [key, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const control = book.controls.find((c) => c.name === key)
      ?? book.controls.find((c) => c.name.split("_")[0] === key);
    if (!control) continue;
    if (!control.options) { if (Number.isFinite(+text) && text) values[control.name] = +text; }
    else if (control.options.includes(text)) values[control.name] = text;
  }
  return values;
}

const hashOf = (values, book) => new URLSearchParams(
  Object.entries(values).filter(([name, value]) => value !== book.defaults[name])).toString();

const MOST = 4096; // pixels across
const QUIET = 600; // ms without a change before the readout is spoken
const TICK = 50; // ms, as controls.py has it
const LEGIBLE = 10.9; // pixels: the smallest type on a telephone

class Page { // one explorer: its controls, readout and picture inside an element
  constructor(element, book) {
    Object.assign(this, { element, book, values: { ...book.defaults }, rows: {}, kept: null });
    element.classList.add("hipmech-explorer");
    this.controls = make("div", element, "hipmech-controls");
    this.addPresets();
    for (const control of book.controls) this.addControl(control);
    this.addButtons();
    this.readout = make("div", element, "hipmech-readout", {}, { "aria-hidden": "true" });
    this.spoken = make("div", element, "hipmech-spoken", {}, { role: "status" });
    this.pair = make("div", element, "hipmech-pair", {}, { role: "group", "aria-label": "Picture" });
    this.picture = make("canvas", this.pair, "hipmech-picture", {}, { role: "img", "aria-label": book.alt });
    element.style.setProperty("--aspect", book.width / book.height);
    if (book.notes.length) make("p", element, "hipmech-notes", { textContent: book.notes.join(" ") });
    this.painter = new Painter(this.picture, book);
    this.grips = new Grips(this.painter, {
      name: (control) => book.control(control).text,
      take: (control) => { this.held = this.stepsOf(control); },
      steps: () => this.held,
      set: (control, value) => this.move({ [control]: value }),
    });
    this.isFresh = true;
    this.draw();
    element.style.setProperty("--least", `${LEGIBLE * book.width / this.smallest}px`);
    this.pair.onscroll = () => this.more();
    this.sized = new ResizeObserver(() => this.size());
    this.sized.observe(this.picture);
    for (const weight of ["", "bold "])
      document.fonts.load(`${weight}16px hipmech`).then(() => this.painter.scale && this.painter.renew());
  }

  size() {
    const pixels = Math.min(Math.round(this.picture.clientWidth * devicePixelRatio), MOST);
    if (pixels && pixels !== this.picture.width) this.painter.resize(pixels);
    this.grips.place();
    this.pair.tabIndex = this.pair.scrollWidth > this.pair.clientWidth + 1 ? 0 : -1; // arrows scroll it
    this.more();
  }

  more() { // whether something lies to the right of what is seen
    const { scrollLeft, clientWidth, scrollWidth } = this.pair;
    this.pair.classList.toggle("hipmech-more", scrollLeft + clientWidth < scrollWidth - 1);
  }

  get smallest() { // type, in pixels of the book
    const marks = [this.book.standing, ...this.state.marks];
    return Math.min(...marks.flatMap(({ looks }) => looks.map(({ text }) => text ?? Infinity)));
  }

  stepsOf(control) { // where the grip of a control stands at each of its steps
    const steps = this.book.steps(control).map((value) => {
      const { marks } = this.book.at({ ...this.values, [control]: value });
      const own = marks.filter(({ looks }) => looks.some(({ handle }) => handle === control));
      return { value, marks: own.map((mark) => ({ ...mark, numbers: mark.numbers.slice() })) };
    });
    this.draw();
    return steps;
  }

  addPresets() {
    const names = Object.keys(this.book.presets);
    if (!names.length) return;
    const group = make("div", this.controls, "hipmech-presets", {}, { role: "group", "aria-label": "Try" });
    this.presets = names.map((name) => make("button", group, "", {
      type: "button", textContent: name, onclick: () => this.move(this.book.presets[name]) },
    { "aria-pressed": "false" }));
  }

  addControl(control) {
    const row = make("label", this.controls, "hipmech-row");
    make("span", row, "", { textContent: control.text });
    const { name } = control;
    if (control.options) {
      const field = make("select", row);
      for (const option of control.options) field.add(new Option(option, option));
      field.onchange = () => this.move({ [name]: field.value });
      this.rows[name] = { field, write: (value) => { field.value = value; } };
      return;
    }
    const { uneven, min, step, count, decimals, unit } = control, steps = this.book.steps(name);
    const range = uneven ? { min: 0, max: count - 1, step: 1 } : { min, max: steps.at(-1), step };
    const field = make("input", row, "", {}, { type: "range", ...range });
    const output = make("output", row);
    field.oninput = () => this.move({ [name]: uneven ? uneven[field.value] : +field.value });
    const write = (value) => {
      field.value = uneven ? nearest(uneven, value) : value;
      output.textContent = (+value).toFixed(decimals).replace("-", "−");
      field.setAttribute("aria-valuetext", `${output.textContent} ${unit}`.trim());
    };
    this.rows[name] = { field, write };
    if (control.play) this.addPlay(row, control, steps);
  }

  addPlay(row, { name, text, play: pace }, steps) { // so many steps a tick
    let timer = 0;
    const play = make("button", row, "hipmech-play", { type: "button", textContent: "▶" },
      { "aria-label": `Play ${text}`, "aria-pressed": "false" });
    const stop = () => { clearInterval(timer); timer = 0; show(); };
    const show = () => {
      play.textContent = timer ? "❚❚" : "▶";
      play.setAttribute("aria-pressed", String(Boolean(timer)));
    };
    const next = () => {
      if (!row.isConnected) return stop();
      this.move({ [name]: steps[(nearest(steps, this.values[name]) + pace) % steps.length] });
    };
    play.onclick = (event) => {
      event.preventDefault();
      if (timer) return stop();
      timer = setInterval(next, TICK);
      show();
    };
  }

  addButtons() {
    const group = make("div", this.controls, "hipmech-buttons");
    make("button", group, "", { type: "button", textContent: "Reset", onclick: () => this.reset() });
    this.keeper = make("button", group, "", { type: "button", textContent: "Keep as ghost",
      onclick: () => this.keep(!this.kept) }, { "aria-pressed": "false" });
  }

  move(values) { // set some controls; painted at once, or with others of the same frame
    for (const name of Object.keys(values)) this.book.control(name);
    const setting = this.book.setting({ ...this.values, ...values });
    this.book.controls.forEach((c, k) => { this.values[c.name] = this.book.steps(c.name)[setting[k]]; });
    this.write();
    this.element.dispatchEvent(new CustomEvent("moved", { bubbles: true, detail: this.values }));
    if (!this.isFresh) { this.due ||= requestAnimationFrame(() => this.draw()); return; }
    this.isFresh = false;
    requestAnimationFrame(() => { this.isFresh = true; });
    this.draw();
  }

  reset() { this.move(this.book.defaults); }

  write() {
    for (const [name, { write }] of Object.entries(this.rows)) write(this.values[name]);
    this.presets?.forEach((button) => {
      const stands = Object.entries(this.book.presets[button.textContent]).every(
        ([name, value]) => this.values[name] === value);
      button.setAttribute("aria-pressed", String(stands));
    });
  }

  keep(is = true) { // the picture as it stands, as a ghost; or let it go
    this.kept = is && !this.state.refused
      ? { marks: this.state.marks.map((m) => ({ ...m, numbers: m.numbers.slice() })),
        readout: this.state.readout } : null;
    this.keeper.textContent = this.kept ? "Clear ghost" : "Keep as ghost";
    this.keeper.setAttribute("aria-pressed", String(Boolean(this.kept)));
    this.draw();
  }

  draw() {
    this.due = 0;
    this.state = this.book.at(this.values);
    const { marks, readout, refused, scene } = this.state;
    const words = this.kept && !refused ? `${readout}\n${changeOf(readout, this.kept.readout)}` : readout;
    if (words !== this.readout.textContent) {
      this.readout.textContent = words;
      this.readout.classList.toggle("hipmech-kept", words.includes("\n"));
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => { this.spoken.textContent = words; }, QUIET);
    }
    if (!refused) {
      const ghost = this.kept ? ghostOf(this.kept.marks, marks, this.book) : [];
      ghost.forEach((mark, n) => { marks[this.book.ghost[n]] = mark; });
      this.painter.marks = marks;
    }
    if (this.painter.scale) this.painter.paint();
    if (this.picture.clientWidth) this.grips.place();
    if (scene) this.scene?.show(scene);
    this.element.dispatchEvent(new CustomEvent("painted", { bubbles: true, detail: this.values }));
  }
}

class SceneModel { // what a widget's model is for scene.js
  constructor(state) { Object.assign(this, { state, heard: {} }); }
  get(name) { return this.state[name]; }
  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    for (const event of [`change:${name}`, "change"]) for (const react of this.heard[event] ?? []) react();
  }
  show(traits) { for (const [name, value] of Object.entries(traits)) this.set(name, value); }
  on(events, react) { for (const event of events.split(" ")) (this.heard[event] ??= []).push(react); }
  off() {}
  save_changes() {}
  send() {}
}

const revived = (value) => {
  if (value?.bytes !== undefined) return new DataView(bytesOf(value.bytes).buffer);
  if (Array.isArray(value)) return value.map(revived);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revived(part)]));
};

let scenes; // what all scenes share, once a page
async function mountScene(element, own) {
  scenes ??= unzipped(globalThis.hipmechScene).then(async (buffer) => {
    const { module, traits } = JSON.parse(new TextDecoder().decode(buffer));
    const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
    return { render: (await import(url)).default.render, traits: revived(traits) };
  });
  const { render, traits } = await scenes;
  const model = new SceneModel({ ...traits, ...revived(own) });
  await render({ model, el: element });
  return model;
}

async function mountExplorer(element, nameOrBook, { hand = false } = {}) {
  const book = typeof nameOrBook === "string" ? await openBook(nameOrBook) : nameOrBook;
  const page = new Page(element, book);
  const follow = () => page.move({ ...book.defaults, ...valuesOfHash(location.hash, book) });
  if (hand) {
    window.addEventListener("hashchange", follow);
    follow();
  } else page.write();
  if (book.hasScene && globalThis.hipmechScene) {
    page.scene = await mountScene(make("div", page.pair, "hipmech-scene"), book.scene);
    page.draw();
    page.size();
  }
  return page;
}
return { openBook, mountExplorer, valuesOfHash, hashOf, mountScene };
})();
