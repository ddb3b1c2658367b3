// The picture and its one-line readout: both arrive in one message from Python.
const PIXELS = { least: 480, most: 1920 };

function openToKeyboard(root) {
  // JupyterLab takes keys for its own shortcuts unless the focused element itself forbids it.
  for (const field of root.querySelectorAll("select, input, button, [tabindex]"))
    field.dataset.lmSuppressShortcuts = "true";
  // ipywidgets leaves slider handles without name and rounded value.
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const handle = slider.querySelector(".noUi-handle");
    const text = (part) => slider.querySelector(part)?.textContent ?? "";
    if (!handle) continue;
    handle.setAttribute("aria-label", text(".widget-label"));
    handle.setAttribute("aria-valuetext", text(".widget-readout"));
  }
}

async function inflate(packed, length) {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter(), reader = readable.getReader();
  writer.write(packed);
  writer.close();
  const bytes = new Uint8Array(length); // read piece by piece: a Response would wait its turn
  for (let at = 0, piece; !(piece = await reader.read()).done; at += piece.value.length)
    bytes.set(piece.value, at);
  return bytes;
}

function render({ model, el }) {
  const readout = document.createElement("div");
  readout.className = "hipmech-readout";
  readout.setAttribute("role", "status");
  const picture = document.createElement("canvas");
  picture.className = "hipmech-picture";
  picture.setAttribute("role", "img");
  picture.style.setProperty("--aspect", model.get("aspect"));
  const screen = picture.getContext("2d");
  el.append(readout, picture);

  let drawn = Promise.resolve(); // one after the other, in the order of the messages
  const next = (work) => { drawn = drawn.then(work); };
  const write = (words) => { readout.textContent = words; };
  const showWhole = () => {
    const { png, readout } = model.get("_whole");
    if (!png) return;
    write(readout);
    const unpacked = createImageBitmap(new Blob([png], { type: "image/png" }));
    next(async () => {
      const image = await unpacked;
      Object.assign(picture, { width: image.width, height: image.height });
      screen.drawImage(image, 0, 0);
    });
  };
  const showSquares = ({ size: [width, height], readout }, [tiles, colours]) => {
    write(readout);
    const unpacked = inflate(colours, 3 * model.get("_tile") ** 2 * tiles.byteLength / 2);
    next(async () => draw(width, height, tiles, await unpacked));
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
  };
  const describe = () => { picture.ariaLabel = model.get("alt"); };
  for (const [name, react] of [["_whole", showWhole], ["alt", describe]]) {
    model.on(`change:${name}`, react);
    react();
  }
  model.on("msg:custom", showSquares);

  let waiting, names;
  const measure = () => { // ask Python for exactly the pixels that the screen has
    const pixels = Math.round(picture.clientWidth * window.devicePixelRatio);
    model.send({ width: Math.min(Math.max(pixels, PIXELS.least), PIXELS.most) });
  };
  const sized = new ResizeObserver(() => {
    if (!picture.clientWidth) return;
    clearTimeout(waiting);
    waiting = setTimeout(measure, 100);
    const root = el.closest(".hipmech-explorer");
    if (!root || names) return;
    names = new MutationObserver(() => openToKeyboard(root));
    names.observe(root, { childList: true, subtree: true });
    openToKeyboard(root);
  });
  sized.observe(picture);
  return () => {
    for (const [event, react] of [["change:_whole", showWhole], ["change:alt", describe], ["msg:custom", showSquares]])
      model.off(event, react);
    clearTimeout(waiting);
    sized.disconnect();
    names?.disconnect();
  };
}
export default { render };
