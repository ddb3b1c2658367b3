// Dark or light: as the system says, until the reader chooses.
(() => {
  const kept = (value) => { // a browser may forbid it
    try {
      return value ? localStorage.setItem("hipmech-theme", value) : localStorage.getItem("hipmech-theme");
    } catch { return null; }
  };
  const root = document.documentElement;
  root.dataset.theme = kept()
    ?? (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => { button.textContent = root.dataset.theme === "dark" ? "Light" : "Dark"; };
    button.onclick = () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      kept(root.dataset.theme);
      name();
    };
    name();
  });
})();
