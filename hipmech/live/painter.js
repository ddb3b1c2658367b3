// Paints marks (see recorder.py) on a canvas of any size. It knows no figure and no source.
const CAPS = { butt: "butt", round: "round", projecting: "square" };
const FAMILY = '"hipmech", "DejaVu Sans", sans-serif';
const css = (v, at) =>
  `rgba(${255 * v[at]},${255 * v[at + 1]},${255 * v[at + 2]},${v[at + 3]})`;

const known = new Map(); // "ML3Z" -> "MLLLZ"
function letters(kinds) {
  if (!known.has(kinds))
    known.set(kinds, kinds.replace(/(.)(\d+)/g, (_, letter, count) => letter.repeat(count)));
  return known.get(kinds);
}

function trace(c, kinds, v, at, put) { // a path of points from v[at] on, gaps where not a number
  const n = kinds.length ?? kinds;
  let pen = false;
  for (let i = 0; i < n; i++, at += 2) {
    const kind = kinds[i] ?? "L", points = { Q: 2, C: 3 }[kind] ?? 1;
    if (kind === "Z") c.closePath();
    if (kind === "Z" || kind === ".") continue;
    if (Number.isNaN(v[at] + v[at + 1])) pen = false;
    else {
      const [x, y] = [put(v[at]), put(v[at + 1])];
      if (kind === "M" || !pen) c.moveTo(x, y);
      else if (kind === "L") c.lineTo(x, y);
      else if (kind === "Q") c.quadraticCurveTo(x, y, put(v[at + 2]), put(v[at + 3]));
      else c.bezierCurveTo(x, y, put(v[at + 2]), put(v[at + 3]), put(v[at + 4]), put(v[at + 5]));
      pen = true;
    }
    i += points - 1;
    at += 2 * (points - 1);
  }
  return at;
}

function isUpright(kinds, v, at) { // Agg puts level and upright lines on whole pixels
  const n = kinds.length ?? kinds;
  if (n < 2 || n > 1024 || /[QC]/.test(kinds)) return false;
  for (let i = 1; i < n; i++) {
    const [dx, dy] = [0, 1].map((k) => Math.abs(v[at + 2 * i + k] - v[at + 2 * i + k - 2]));
    if (kinds[i] !== "M" && kinds[i] !== "Z" && dx > 1e-3 && dy > 1e-3) return false;
  }
  return true;
}

function alike(a, b) { // whether two marks are painted the same
  const { length } = a.numbers;
  if (a.looks !== b.looks || length !== b.numbers.length) return false;
  if (a.texts.some((text, n) => text !== b.texts[n])) return false;
  for (let i = 0; i < length; i++) if (!Object.is(a.numbers[i], b.numbers[i])) return false;
  return true;
}

class Painter {
  constructor(canvas, { width, height, standing }) {
    Object.assign(this, { canvas, width, height, standing, marks: [], hatches: new Map() });
    this.screen = canvas.getContext("2d", { alpha: false });
  }

  resize(pixels) {
    this.canvas.width = pixels;
    this.canvas.height = Math.floor(1e-6 + pixels * this.height / this.width);
    this.renew();
  }

  renew() { // after another size, another font, another picture: what stands is painted anew
    Object.assign(this, { paper: null, last: [], calm: 0 });
    this.hatches.clear();
    this.paint();
  }

  paint() {
    const { width, height } = this.canvas;
    this.scale = width / this.width;
    if (!this.paper) {
      this.paper = this.sheet(width, height);
      this.below = this.sheet(width, height);
      this.mark(this.paper, this.standing);
      this.below.drawImage(this.paper.canvas, 0, 0);
    }
    this.settle();
    this.screen.drawImage(this.below.canvas, 0, 0);
    for (const mark of this.marks.slice(this.calm)) this.mark(this.screen, mark);
  }

  sheet(width, height) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const c = canvas.getContext("2d", { alpha: false });
    c.fillStyle = "white";
    c.fillRect(0, 0, width, height);
    return c;
  }

  settle() { // marks that have not changed, up to the first that has, stay painted below
    const { marks, last } = this;
    let same = 0;
    while (same < marks.length && last[same] && alike(marks[same], last[same])) same++;
    if (same < this.calm) {
      this.below.drawImage(this.paper.canvas, 0, 0);
      this.calm = 0;
    }
    for (const mark of marks.slice(this.calm, same)) this.mark(this.below, mark);
    this.calm = same;
    this.last = marks.map((mark, n) => n < same ? last[n] : { ...mark, numbers: mark.numbers.slice() });
  }

  mark(c, { looks, numbers, texts }) {
    let at = 0, word = 0;
    for (const look of looks) {
      c.save();
      if (look.clip) {
        const [x, y, width, height] = look.clip, s = this.scale; // on whole pixels, as Agg
        const [left, top] = [Math.round(x * s), Math.round(y * s)];
        c.beginPath();
        c.rect(left, top, Math.round((x + width) * s) - left, Math.round((y + height) * s) - top);
        c.clip();
      }
      if (look.text) at = this.text(c, look, numbers, at, texts[word++]);
      else if (look.each) at = this.polygons(c, look, numbers, at);
      else if (look.marker) at = this.markers(c, look, numbers, at);
      else if (look.image) at = this.image(c, look, numbers, at);
      else at = this.path(c, look, numbers, at);
      c.restore();
    }
  }

  style(c, look, v, at) { // colours come before places: the fill's, then the line's
    const s = this.scale;
    if (look.fill) { c.fillStyle = css(v, at); at += 4; }
    if (look.line) {
      c.strokeStyle = css(v, at); at += 4;
      c.lineWidth = look.line * s;
      c.lineCap = CAPS[look.cap];
      c.lineJoin = look.join;
      c.setLineDash((look.dash ?? []).map((length) => length * s));
      c.lineDashOffset = (look.start ?? 0) * s;
    }
    return at;
  }

  path(c, look, v, at) {
    at = this.style(c, look, v, at);
    const s = this.scale, kinds = look.path.at ? letters(look.path) : look.path;
    const half = Math.round((look.line ?? 0) * s) % 2 / 2;
    const snaps = look.snap ?? isUpright(kinds, v, at);
    c.beginPath();
    at = trace(c, kinds, v, at, snaps ? (x) => Math.floor(x * s + 0.5) + half : (x) => x * s);
    if (look.fill) c.fill();
    if (look.hatch) {
      c.fillStyle = this.hatch(c, look.hatch);
      c.fill();
    }
    if (look.line) c.stroke();
    return at;
  }

  hatch(c, look) { // one square inch, repeated
    const key = JSON.stringify(look);
    if (!this.hatches.has(key)) {
      const edge = Math.round(look.edge * this.scale);
      const tile = Object.assign(document.createElement("canvas"), { width: edge, height: edge });
      const t = tile.getContext("2d");
      t.setTransform(1, 0, 0, -1, 0, edge);
      t.strokeStyle = t.fillStyle = css(look.colour, 0);
      t.lineWidth = look.line * this.scale;
      trace(t, look.path.at ? letters(look.path) : look.path, look.lines, 0, (x) => x * edge);
      t.fill();
      t.stroke();
      this.hatches.set(key, c.createPattern(tile, "repeat"));
    }
    return this.hatches.get(key);
  }

  markers(c, look, v, at) {
    const count = v[at], s = this.scale;
    at = this.style(c, look, v, at + 1);
    for (let i = 0; i < count; i++, at += 2) {
      c.setTransform(1, 0, 0, 1, v[at] * s, v[at + 1] * s);
      c.beginPath();
      trace(c, look.path.at ? letters(look.path) : look.path, look.marker, 0, (x) => x * s);
      if (look.fill) c.fill();
      if (look.line) c.stroke();
    }
    return at;
  }

  polygons(c, look, v, at) { // each with its colour
    const s = this.scale, [count, fills, lines] = v.subarray(at, at + 3);
    const fill = at + 3, line = lines ? fill + 4 * fills : fill;
    at += 3 + 4 * (fills + lines);
    c.lineWidth = (look.line ?? 0) * s;
    c.lineJoin = look.join;
    for (let k = 0; k < count; k++) {
      c.beginPath();
      for (let i = 0; i < look.each; i++, at += 2)
        if (!(look.closed && i === look.each - 1)) c.lineTo(v[at] * s, v[at + 1] * s);
      if (look.closed) c.closePath();
      if (fills) { c.fillStyle = css(v, fill + 4 * (k % fills)); c.fill(); }
      if (look.line) { c.strokeStyle = css(v, line + 4 * (k % (lines || fills))); c.stroke(); }
    }
    return at;
  }

  text(c, look, v, at, words) {
    const s = this.scale, size = look.text * s;
    c.font = `${look.bold ? "bold " : ""}${size}px ${FAMILY}`;
    c.fontKerning = look.angle ? "normal" : "none";
    c.textAlign = look.ha ?? "left";
    c.fillStyle = css(v, at);
    c.translate(v[at + 4] * s, v[at + 5] * s);
    c.rotate(-(look.angle ?? 0) * Math.PI / 180);
    const lines = words.split("\n"), down = (n) => n * (look.step ?? 0) * size;
    if (look.halo) {
      Object.assign(c, { strokeStyle: "white", lineJoin: "round", lineWidth: look.halo * s });
      lines.forEach((line, n) => c.strokeText(line, 0, down(n)));
    }
    lines.forEach((line, n) => c.fillText(line, 0, down(n)));
    return at + 6;
  }

  image(c, look, v, at) {
    const s = this.scale, place = v.subarray(at, at + 4).map((x) => x * s);
    if (!look.loaded) {
      look.loaded = new Image();
      look.loaded.onload = () => this.renew();
      look.loaded.src = `data:image/png;base64,${look.image}`;
    }
    if (look.loaded.complete) c.drawImage(look.loaded, ...place);
    return at + 4;
  }
}
