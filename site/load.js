// Scripts on demand: an explorer's tables are read when it comes near. No fetch: that needs a server.
const hipmechLoaded = {};
function loadScript(name) {
  return hipmechLoaded[name] ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL(name, document.querySelector('script[src$="load.js"]').src).href;
    script.onload = done;
    script.onerror = () => failed(new Error(`${name} is missing beside this page.`));
    document.head.append(script);
  });
}

async function loadExplorer(name) { // its tables, and the 3-D scene where it has one
  await loadScript(`books/${name}.js`);
  const book = await openBook(name);
  if (book.hasScene) await loadScript("scene.js");
  return book;
}
