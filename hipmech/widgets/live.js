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

function render({ model, el }) {
  const readout = document.createElement("div");
  readout.className = "hipmech-readout";
  readout.setAttribute("role", "status");
  const picture = document.createElement("canvas");
  picture.className = "hipmech-picture";
  picture.setAttribute("role", "img");
  picture.style.setProperty("--aspect", model.get("aspect"));
  const screen = picture.getContext("bitmaprenderer");
  el.append(readout, picture);

  let newest = 0;
  const show = async () => { // the old picture stays on screen until the new one is decoded
    const order = ++newest;
    const bitmap = await createImageBitmap(new Blob([model.get("png")], { type: "image/png" }));
    if (order !== newest) return;
    if (picture.width !== bitmap.width) {
      picture.width = bitmap.width;
      picture.height = bitmap.height;
    }
    screen.transferFromImageBitmap(bitmap);
  };
  const write = () => { readout.textContent = model.get("readout"); };
  const describe = () => { picture.ariaLabel = model.get("alt"); };
  for (const [name, react] of [["png", show], ["readout", write], ["alt", describe]]) {
    model.on(`change:${name}`, react);
    react();
  }

  let waiting, names;
  const measure = () => { // ask Python for exactly the pixels that the screen has
    const pixels = Math.round(picture.clientWidth * window.devicePixelRatio);
    model.set("width", Math.min(Math.max(pixels, PIXELS.least), PIXELS.most));
    model.save_changes();
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
  return () => { clearTimeout(waiting); sized.disconnect(); names?.disconnect(); };
}
export default { render };
