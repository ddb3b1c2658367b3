// A page never forgets a module, and every widget would import its own copy of a large one: this
// small one imports the widget's `_module` once a page, for all that have the same.
const modules = (globalThis.hipmechModules ??= new Map());

async function render({ model, el }) {
  const text = model.get("_module");
  if (!modules.has(text))
    modules.set(text, import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))));
  return (await modules.get(text)).default.render({ model, el });
}
export default { render };
