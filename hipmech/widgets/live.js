// The picture and its one-line readout: both arrive in one message from Python.
const PIXELS = { least: 480, most: 1920 };

function nameSliders(root) { // ipywidgets leaves the slider handles without an accessible name
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const label = slider.querySelector(".widget-label")?.textContent;
    const handle = slider.querySelector(".noUi-handle");
    if (handle && handle.ariaLabel !== label) handle.ariaLabel = label;
  }
}

function render({ model, el }) {
  const readout = document.createElement("div");
  readout.className = "hipmech-readout";
  readout.setAttribute("role", "status");
  const picture = document.createElement("img");
  picture.className = "hipmech-picture";
  picture.decoding = "sync";
  picture.style.setProperty("--aspect", model.get("aspect"));
  picture.onload = () => URL.revokeObjectURL(picture.dataset.last);
  el.append(readout, picture);

  const write = () => { readout.textContent = model.get("readout"); };
  const show = () => { // the old picture stays on screen until the new one is decoded
    picture.dataset.last = picture.src;
    picture.src = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
  };
  const describe = () => { picture.alt = model.get("alt"); };
  for (const [name, react] of [["readout", write], ["png", show], ["alt", describe]]) {
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
    names = new MutationObserver(() => nameSliders(root));
    names.observe(root, { childList: true, subtree: true });
    nameSliders(root);
  });
  sized.observe(picture);
  return () => { clearTimeout(waiting); sized.disconnect(); names?.disconnect(); };
}
export default { render };
