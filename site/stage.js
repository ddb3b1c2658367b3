// One explorer at a time, as large as the window. The address holds which, and where its sliders stand.
(() => {
  const explorers = window.hipmechStage; // [{name, title, question, lesson, asked}], in the course's order
  const main = document.getElementById("main");
  const [which, predict, numbers, full, keys] =
    ["which", "predict", "numbers", "full", "keys"].map((id) => document.getElementById(id));
  let page, cover, writing, turn = 0;

  const asked = () => { // "#hip_drop&drop=8&lean=5": which, and the rest
    const parts = location.hash.slice(1).split("&");
    const name = decodeURIComponent(parts[0].includes("=") ? "" : parts.shift());
    const known = explorers.find((e) => e.name === name || e.name === `${name}_explorer`);
    return { explorer: known ?? explorers[0], rest: `#${parts.join("&")}` };
  };
  const here = () => explorers.findIndex((explorer) => explorer.name === page?.book.name);

  function write() { // not at every step: browsers allow 200 changes of the address in 30 s
    clearTimeout(writing);
    writing = setTimeout(() => {
      const sliders = hashOf(page.values, page.book);
      const short = page.book.name.replace(/_explorer$/, "");
      history.replaceState(null, "", `#${short}${sliders && `&${sliders}`}`);
    }, 300);
  }

  async function show() {
    const { explorer, rest } = asked(), mine = ++turn;
    which.value = explorer.name;
    document.getElementById("title").textContent = explorer.question;
    document.title = `${explorer.title} · stage · hipmech`;
    const lesson = document.getElementById("lesson");
    lesson.href = `lessons/${explorer.lesson}.html`;
    lesson.textContent = `‹ Lesson ${explorer.lesson.slice(0, 2)}`;
    const place = Object.assign(document.createElement("div"), { className: "place" });
    main.replaceChildren(place);
    cover = null;
    try {
      const book = await loadExplorer(explorer.name);
      if (mine !== turn) return;
      page = await mountExplorer(place, book);
    } catch (error) {
      place.append(Object.assign(document.createElement("p"), { className: "wait", textContent: error.message }));
      return;
    }
    page.pair.classList.add("screen"); // the picture, and a 3-D scene beside it
    place.prepend(page.pair);
    const keys = document.getElementById("keys"); // what a page leaves out is told with the keys
    keys.querySelector(".hipmech-notes")?.remove();
    const notes = page.element.querySelector(".hipmech-notes");
    if (notes) keys.append(notes);
    const text = page.painter.text; // the numbers in the picture can be hidden; those of its axes stay
    page.painter.text = function (c, look, v, at, words) {
      const hidden = document.body.classList.contains("quiet") && c !== this.paper && /\d/.test(words);
      return hidden ? at + 6 : text.call(this, c, look, v, at, words);
    };
    press(predict, false);
    pose(explorer.asked);
    if (new URLSearchParams(rest.slice(1)).has("ask")) ask();
    place.addEventListener("moved", write);
    page.move(valuesOfHash(rest, page.book));
    main.dataset.ready = explorer.name;
    const next = explorers[(here() + 1) % explorers.length];
    setTimeout(() => loadScript(`books/${next.name}.js`).catch(() => {}), 800);
  }

  function pose(asked) { // the lesson's question, if it is asked of this picture
    document.getElementById("ask").hidden = !asked;
    if (!asked) return;
    document.getElementById("asked-statement").innerHTML = asked.statement;
    document.getElementById("asked-choices").innerHTML = asked.choices.map((c) => `<li>${c}</li>`).join("");
    const answer = document.getElementById("asked-answer");
    answer.open = false;
    answer.querySelector("p").innerHTML = asked.answer;
  }
  const ask = () => { if (!document.getElementById("ask").hidden) document.getElementById("asked").showModal(); };

  function go(step) {
    const next = explorers[(here() + step + explorers.length) % explorers.length];
    location.hash = next.name.replace(/_explorer$/, "");
  }

  const press = (button, on) => button.setAttribute("aria-pressed", on);
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

  function wait() { // the picture as it stands stays on top until it is asked for
    const on = !isPressed(predict);
    press(predict, on);
    document.body.classList.toggle("waiting", on);
    predict.textContent = on ? "Show" : "Predict";
    if (!on) { cover?.remove(); cover = null; return; }
    const { picture, pair } = page;
    cover = document.createElement("div");
    cover.className = "cover";
    cover.style.width = `${pair.scrollWidth}px`;
    const copy = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
    Object.assign(copy.style, { width: `${picture.clientWidth}px`, left: `${picture.offsetLeft}px`,
      top: `${picture.offsetTop}px` });
    copy.getContext("2d").drawImage(picture, 0, 0);
    copy.setAttribute("aria-hidden", "true");
    const words = Object.assign(document.createElement("p"), { textContent: "Move the sliders: what will happen?" });
    words.setAttribute("role", "status");
    cover.append(copy, words);
    pair.append(cover);
  }

  function hide() {
    const on = document.body.classList.toggle("quiet");
    press(numbers, on);
    numbers.textContent = on ? "Show numbers" : "Hide numbers";
    page.painter.renew();
  }

  function fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  const acts = {
    PageDown: () => go(1), PageUp: () => go(-1), p: wait, h: hide, f: fill, q: ask,
    r: () => page.reset(), k: () => page.keep(!page.kept), "?": () => keys.showModal(),
  };
  const single = document.getElementById("single");
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || !page) return;
    const letter = event.key.length === 1;
    if (letter && !single.checked) return;
    const start = /^[1-9]$/.test(event.key) && page.presets?.[event.key - 1];
    const act = start ? () => start.click() : acts[letter ? event.key.toLowerCase() : event.key];
    if (!act || letter && event.target.matches?.("select")) return; // letters choose in a list
    event.preventDefault();
    act();
  });
  document.getElementById("ask").onclick = ask;
  predict.onclick = wait;
  numbers.onclick = hide;
  full.onclick = fill;
  document.getElementById("help").onclick = acts["?"];
  document.getElementById("before").onclick = () => go(-1);
  document.getElementById("after").onclick = () => go(1);
  which.onchange = () => { location.hash = which.value.replace(/_explorer$/, ""); };
  addEventListener("hashchange", show);
  show();
})();
