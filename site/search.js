// Search in the page: every section that has all the words, best first.
(() => {
  const field = document.getElementById("query"), list = document.getElementById("found");
  const told = document.getElementById("told");
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const sections = hipmechSections.map(([url, page, heading, text]) =>
    ({ url, page, heading, text, head: plain(heading || page), body: plain(text) }));

  const count = (text, word) => text.split(word).length - 1;
  const worth = (section, words) => words.reduce((sum, word) => {
    const here = 8 * count(section.head, word) + Math.min(count(section.body, word), 5);
    return here ? sum + here : -Infinity;
  }, section.url.startsWith("lessons/") ? 24 : 0); // lessons before code

  function around({ text, body }, word) { // the words beside the first hit
    const at = Math.max(body.indexOf(word), 0), start = Math.max(at - 70, 0);
    const line = document.createElement("p");
    if (!body.includes(word)) { line.textContent = text.slice(0, 160); return line; }
    line.append(start ? "…" : "", text.slice(start, at),
      Object.assign(document.createElement("mark"), { textContent: text.slice(at, at + word.length) }),
      text.slice(at + word.length, at + 110), "…");
    return line;
  }

  function search() {
    const words = plain(field.value).split(/\s+/).filter((word) => word.length > 1);
    const hits = sections.map((section) => [words.length ? worth(section, words) : 0, section])
      .filter(([points]) => points > 0).sort(([a], [b]) => b - a).slice(0, 40);
    list.replaceChildren(...hits.map(([, section]) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: section.url,
        textContent: section.heading ? `${section.page}: ${section.heading}` : section.page });
      item.append(link, around(section, words[0]));
      return item;
    }));
    told.textContent = words.length ? `${hits.length} place${hits.length === 1 ? "" : "s"}` : "";
  }
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.oninput = search;
  search();
})();
