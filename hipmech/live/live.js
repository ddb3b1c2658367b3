// The picture and its readout: both arrive in one message from Python.
const PIXELS = { least: 480, most: 1920 };
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
  for (const [icon, name] of Object.entries(BUTTONS))
    for (const mark of root.querySelectorAll(`.widget-play .${icon}`))
      mark.closest("button")?.setAttribute("aria-label", name);
}

async function inflate(packed, length) {
  if (!globalThis.DecompressionStream)
    throw new Error("this browser has no DecompressionStream, so the picture follows only when the sliders rest; "
      + "any browser of 2023 or later has it");
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter(), reader = readable.getReader();
  for (const done of [writer.write(packed), writer.close()]) done.catch(() => {}); // the reader tells
  const bytes = new Uint8Array(length); // read piece by piece: a Response would wait its turn
  for (let at = 0, piece; !(piece = await reader.read()).done; at += piece.value.length)
    bytes.set(piece.value, at);
  return bytes;
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

function render({ model, el }) {
  const readout = make("div", el, "hipmech-readout", { "aria-hidden": "true" });
  const spoken = make("div", el, "hipmech-spoken", { role: "status" });
  const fault = make("p", el, "hipmech-fault", { role: "alert" });
  const picture = make("canvas", el, "hipmech-picture", { role: "img" });
  el.style.setProperty("--aspect", model.get("aspect"));
  const screen = picture.getContext("2d");
  const say = (error) => {
    fault.textContent = `Fault in the picture: ${error.message ?? error}.`;
    console.error(error);
  };

  let drawn = Promise.resolve(); // one after the other, in the order of the messages
  const next = (unpacked, work) => { drawn = Promise.all([unpacked, drawn]).then(work).catch(say); };
  const showWhole = () => {
    const { png, readout } = model.get("_whole");
    if (!png) return;
    write(readout);
    next(createImageBitmap(new Blob([png], { type: "image/png" })), ([image]) => {
      Object.assign(picture, { width: image.width, height: image.height });
      screen.drawImage(image, 0, 0);
    });
  };
  const showSquares = ({ size: [width, height], readout }, [tiles, colours]) => {
    write(readout);
    next(inflate(colours, 3 * model.get("_tile") ** 2 * tiles.byteLength / 2),
      ([pixels]) => draw(width, height, tiles, pixels));
  };
  const draw = (width, height, tiles, colours) => {
    if (picture.width !== width || picture.height !== height)
      Object.assign(picture, { width, height });
    const edge = model.get("_tile"), columns = Math.ceil(width / edge);
    const square = new ImageData(edge, edge), pixels = square.data.fill(255);
    let from = 0;
    for (let n = 0; n < tiles.byteLength / 2; n++) {
      for (let to = 0; to < pixels.length; to++)
        if (to % 4 < 3) pixels[to] = colours[from++];
      const place = tiles.getUint16(2 * n, true);
      screen.putImageData(square, place % columns * edge, Math.floor(place / columns) * edge);
    }
    fault.textContent = "";
  };
  let speaking;
  const speak = () => { spoken.textContent = readout.textContent; };
  const write = (words) => {
    readout.textContent = words;
    clearTimeout(speaking);
    speaking = setTimeout(speak, QUIET);
  };
  const describe = () => { picture.ariaLabel = model.get("alt"); };
  const reactions = [["change:_whole", showWhole], ["change:alt", describe],
    ["msg:custom", showSquares]].map(([event, react]) => [event, (...told) => {
    try { react(...told); } catch (error) { say(error); }
  }]);
  for (const [event, react] of reactions) {
    model.on(event, react);
    if (event !== "msg:custom") react();
  }

  let waiting, names;
  const measure = () => { // ask Python for exactly the pixels that the screen has
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const pixels = Math.round(picture.clientWidth * window.devicePixelRatio);
      if (pixels) model.send({ width: Math.min(Math.max(pixels, PIXELS.least), PIXELS.most) });
    }, 100);
  };
  const sized = new ResizeObserver(() => {
    if (!picture.clientWidth) return;
    measure();
    const root = el.closest(".hipmech-explorer");
    if (!root || names) return;
    names = new MutationObserver(() => openToKeyboard(root));
    names.observe(root, { childList: true, subtree: true });
    openToKeyboard(root);
  });
  sized.observe(picture);
  const noFiner = onFinerScreen(measure);
  picture.addEventListener("contextrestored", measure); // after a crash of the graphics card
  return () => {
    for (const [event, react] of reactions) model.off(event, react);
    clearTimeout(waiting);
    clearTimeout(speaking);
    sized.disconnect();
    names?.disconnect();
    noFiner();
  };
}
export default { render };
