// The 3-D hip: bones, muscles as tubes, posture sliders. Draws only when something changed and is
// in view. WebGL paints elsewhere and its picture is copied, so that a lost context leaves no hole.
import {
  AmbientLight, Box3, BufferAttribute, BufferGeometry, Color, ConeGeometry, CylinderGeometry,
  DirectionalLight, Group, InstancedMesh, Matrix4, Mesh, MeshBasicMaterial, MeshStandardMaterial,
  PerspectiveCamera, Quaternion, Raycaster, Scene, SphereGeometry, Vector2, Vector3, WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { bodies, opening, paths } from "./kinematics.js";

export { bodies, opening, paths };

const ORIGIN = new Vector3(), UP = new Vector3(0, 1, 0); // the hip joint centre, up
const VIEWS = { Front: [1, 0, 0], Side: [0, 0, 1], Back: [-1, 0, 0], Top: [-0.001, 1, 0] }; // from where
const FLOOR = -0.46; // m: below the standing knee the shank may leave the picture
const MARGIN = 0.94; // of the picture is used
const METRES_PER_BW = 0.04;
const NEAR = [[-0.05, -0.06, -0.04], [0.05, 0.09, 0.08]]; // the upper femur, when its neck is coloured
const AXES = [["anterior", [0.11, 0, 0]], ["up", [0, 0.11, 0]], ["right", [0, 0, 0.11]]];
const KEYS_ARE_OURS = { "data-lm-suppress-shortcuts": "true" }; // not JupyterLab's shortcuts
const BONE = "#e8dcc3", FADED = new Color("#d5d5d5"), CONTACT = "#00694c";

// One WebGL context serves all pictures of a page: browsers take contexts away beyond 8 to 16.
const pictures = new Set();
let renderer = null, drawnBy = null;

function context(antialias) {
  if (renderer?.getContext().isContextLost()) letGo();
  return (renderer ??= new WebGLRenderer({ antialias }));
}

function letGo() {
  for (const picture of pictures) picture.release();
  renderer.dispose();
  if (!renderer.getContext().isContextLost()) renderer.forceContextLoss();
  renderer = null;
}

function make(tag, parent, properties = {}, attributes = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

function ramp(stops, value) { // colour of a value 0..1 on a map of equally spaced colours
  const s = Math.min(Math.max(value, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(s), stops.length - 2);
  return new Color(stops[i]).lerp(new Color(stops[i + 1]), s - i);
}

export function around(values, angle) { // between equally spaced values on a circle
  const n = values.length, x = angle / 360 * n, i = Math.floor(x);
  return values[i % n] + (x - i) * (values[(i + 1) % n] - values[i % n]);
}

function floats(view) {
  return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function throttled(send, pause = 60) { // at most one message per pause, and always the last
  let timer = null, again = false;
  const fire = () => {
    if (timer !== null) { again = true; return; }
    send();
    timer = setTimeout(() => { timer = null; if (again) { again = false; fire(); } }, pause);
  };
  fire.stop = () => clearTimeout(timer);
  return fire;
}

class Picture { // everything that is drawn
  constructor(model, stage) {
    this.model = model;
    this.stage = stage;
    this.slow = /swiftshader|llvmpipe|software|basic render/i.test(rendererName());
    this.pause = this.slow && model.get("_follows") ? 300 : 0; // ms; the sliders' own picture goes first
    this.canvas = make("canvas", stage);
    this.canvas.addEventListener("contextrestored", () => this.draw());
    this.screen2d = this.canvas.getContext("2d");
    this.width = this.height = 0;
    this.scene = new Scene();
    this.scene.background = new Color("#ffffff");
    this.camera = new PerspectiveCamera(25, 1, 0.05, 10);
    const lamp = new DirectionalLight("#ffffff", 2.4);
    lamp.position.set(-0.6, 0.9, 1.2);
    this.camera.add(lamp);
    this.scene.add(this.camera, new AmbientLight("#ffffff", 1.1));
    this.controls = new OrbitControls(this.camera, this.canvas);
    this.controls.zoomToCursor = true;
    this.controls.enableZoom = false; // the wheel scrolls the page until the picture has focus
    this.controls.addEventListener("change", () => { // the hand has turned it
      this.view = null;
      this.draw();
    });
    this.addBones();
    this.addNeck();
    this.addMuscles();
    this.addMarks();
    this.bend();
    this.stress();
    this.view = start(model);
    pictures.add(this);
  }

  release() { // what the context holds of this picture
    this.scene.traverse((node) => {
      for (const part of [node, node.geometry, node.material]) part?.dispose?.();
    });
  }

  addBones() {
    this.groups = Object.fromEntries(["pelvis", "femur", "tibia", "patella"].map(
      (body) => [body, new Group()]));
    this.scene.add(...Object.values(this.groups));
    const material = new MeshStandardMaterial({ color: BONE, roughness: 0.75 });
    for (const { name, body, vertices, triangles } of this.model.get("_bones")) {
      const geometry = new BufferGeometry();
      geometry.setAttribute("position", new BufferAttribute(floats(vertices), 3));
      geometry.setIndex(new BufferAttribute(new Uint16Array(floats(triangles).buffer), 1));
      geometry.computeVertexNormals();
      geometry.computeBoundingBox();
      const mesh = new Mesh(geometry, material);
      mesh.name = name;
      this.groups[body].add(mesh);
    }
  }

  addNeck() { // a skin over the femur's neck, coloured by the stress around it
    const { corners, normals, angles_deg, cover } = this.model.get("_neck");
    const geometry = new BufferGeometry(), rgba = new Float32Array(cover.byteLength);
    geometry.setAttribute("position", new BufferAttribute(floats(corners), 3));
    geometry.setAttribute("normal", new BufferAttribute(floats(normals), 3));
    floats(cover).forEach((share, k) => { rgba[4 * k + 3] = share; });
    geometry.setAttribute("color", new BufferAttribute(rgba, 4));
    geometry.computeBoundingBox();
    this.angles = floats(angles_deg);
    this.neck = new Mesh(geometry, new MeshStandardMaterial({ vertexColors: true, alphaTest: 0.5,
      roughness: 0.75, polygonOffset: true, polygonOffsetFactor: -2, polygonOffsetUnits: -8000 }));
    this.neck.name = "femur";
    this.groups.femur.add(this.neck);
  }

  bend() { // the femur to its neck-shaft angle; the knee goes with the shaft
    const neck = this.model.get("_neck");
    const angle = this.model.get("neck_shaft_angle_deg") - neck.shaft_angle_deg;
    const { femur, tibia, patella } = this.groups;
    for (const { geometry } of femur.children) {
      const place = geometry.getAttribute("position");
      const rest = (geometry.userData.rest ??= place.array.slice());
      for (let k = 0; k < rest.length; k += 3) {
        const point = rest.subarray(k, k + 3);
        place.array.set(opening(point, neck, angle).map((d, i) => point[i] + d), k);
      }
      place.needsUpdate = true;
      if (geometry.index) geometry.computeVertexNormals(); // the skin keeps its smooth ones
    }
    for (const below of [tibia, patella])
      for (const bone of below.children) bone.position.set(...opening([0, -1, 0], neck, angle));
  }

  stress() {
    const values = this.model.get("neck_stress"), { most_mpa, colours } = this.model.get("_neck");
    if (this.near !== values.length > 0) this.reach = null;
    this.near = this.neck.visible = values.length > 0;
    this.axes.scale.setScalar(this.near ? 0.4 : 1);
    AXES.forEach(([, step], i) => this.labels[i][1].set(...step).multiplyScalar(this.axes.scale.x));
    if (!this.near) return;
    const rgba = this.neck.geometry.getAttribute("color");
    this.angles.forEach((angle, k) => ramp(colours, 0.5 + 0.5 * around(values, angle) / most_mpa)
      .toArray(rgba.array, 4 * k));
    rgba.needsUpdate = true;
  }

  addMuscles() { // one instanced rod per stretch between two points, one ball per point
    const muscles = this.model.get("_muscles");
    this.balls = muscles.flatMap(({ points }, m) => points.map((_, i) => [m, i]));
    this.rods = this.balls.filter(([, i]) => i > 0);
    const material = () => new MeshStandardMaterial({ roughness: 0.55 });
    this.ballMesh = new InstancedMesh(new SphereGeometry(1, 14, 10), material(), this.balls.length);
    this.rodMesh = new InstancedMesh(
      new CylinderGeometry(1, 1, 1, 14, 1, true), material(), this.rods.length);
    for (const mesh of [this.ballMesh, this.rodMesh]) mesh.frustumCulled = false;
    this.scene.add(this.ballMesh, this.rodMesh);
  }

  addMarks() { // hip centre with its axes, and the contact force, seen through the bone
    const ink = (color) => new MeshBasicMaterial({ color, depthTest: false });
    const rod = (parent, color, radius, order) => {
      const mesh = new Mesh(new CylinderGeometry(radius, radius, 1, 12), ink(color));
      mesh.renderOrder = order;
      parent.add(mesh);
      return mesh;
    };
    this.axes = new Group();
    this.labels = AXES.map(([text, step]) => {
      this.stretch(rod(this.axes, "#333333", 0.0007, 8), ORIGIN, new Vector3(...step));
      return [make("span", this.stage, { className: "hipmech-scene-axis", textContent: text }), new Vector3()];
    });
    const ball = new Mesh(new SphereGeometry(0.005, 16, 12), ink("#333333"));
    ball.renderOrder = 9;
    this.axes.add(ball);
    this.arrow = new Group();
    this.shaft = rod(this.arrow, CONTACT, 0.0035, 10);
    this.head = new Mesh(new ConeGeometry(0.009, 0.022, 20), ink(CONTACT));
    this.head.renderOrder = 11;
    this.arrow.add(this.head);
    this.scene.add(this.axes, this.arrow);
    this.arrowLabel = [make("span", this.stage, { className: "hipmech-scene-force" }), new Vector3()];
    this.labels.push(this.arrowLabel);
  }

  stretch(mesh, from, to) {
    const line = to.clone().sub(from);
    mesh.position.copy(from).addScaledVector(line, 0.5);
    mesh.scale.set(1, Math.max(line.length(), 1e-6), 1);
    mesh.quaternion.setFromUnitVectors(UP, line.normalize());
  }

  force() {
    const vector = this.model.get("force");
    const size = vector.length ? Math.hypot(...vector) : 0;
    this.arrow.visible = size > 0;
    this.arrowLabel[0].textContent = size > 0 ? `${size.toFixed(1)} BW` : "";
    if (size === 0) { this.arrowLabel[1].set(0, 0, 0); return; }
    const scale = this.near ? 0.5 : 1;
    const line = new Vector3(...vector).multiplyScalar(METRES_PER_BW * scale);
    const tail = line.clone().negate(), direction = line.clone().normalize();
    this.stretch(this.shaft, tail, direction.clone().multiplyScalar(-0.02 * scale));
    this.shaft.scale.x = this.shaft.scale.z = scale;
    this.head.scale.setScalar(scale);
    this.head.position.copy(direction).multiplyScalar(-0.011 * scale);
    this.head.quaternion.setFromUnitVectors(UP, direction);
    this.arrowLabel[1].copy(tail);
  }

  pose(posture) { this.posture = posture; } // four angles may change before the next frame

  place() {
    const posture = this.posture;
    this.posture = null;
    const knee = this.model.get("_knee"), muscles = this.model.get("_muscles");
    for (const [body, { R, t }] of Object.entries(bodies(posture, knee))) {
      const group = this.groups[body];
      group.matrixAutoUpdate = false;
      group.matrix.set(...R.slice(0, 3), t[0], ...R.slice(3, 6), t[1], ...R.slice(6), t[2], 0, 0, 0, 1);
    }
    this.paths = paths(muscles, posture, knee).map((points) => points.map((p) => new Vector3(...p)));
    const selected = this.model.get("selected"), nothing = new Matrix4().makeScale(0, 0, 0);
    const matrix = new Matrix4(), turn = new Quaternion(), line = new Vector3();
    const hidden = this.model.get("colour_by") === "own" ? this.model.get("values") : [];
    const radius = (m) => (hidden[m] === 0 ? 0
      : muscles[m].radius * (muscles[m].name === selected ? 1.35 : 1));
    this.balls.forEach(([m, i], k) => {
      const point = this.paths[m][i], r = radius(m);
      this.ballMesh.setMatrixAt(k, point && r ? matrix.makeScale(r, r, r).setPosition(point) : nothing);
    });
    this.rods.forEach(([m, i], k) => {
      const [a, b] = [this.paths[m][i - 1], this.paths[m][i]], r = radius(m);
      if (!b || !r) { this.rodMesh.setMatrixAt(k, nothing); return; }
      line.subVectors(b, a);
      turn.setFromUnitVectors(UP, line.clone().normalize());
      matrix.compose(a.clone().addScaledVector(line, 0.5), turn, new Vector3(r, line.length(), r));
      this.rodMesh.setMatrixAt(k, matrix);
    });
    for (const mesh of [this.ballMesh, this.rodMesh]) {
      mesh.instanceMatrix.needsUpdate = true;
      mesh.computeBoundingSphere();
    }
  }

  paint() {
    const { model } = this, values = model.get("values"), selected = model.get("selected");
    const byForce = model.get("colour_by") === "force";
    const colours = model.get("_muscles").map(({ name, colour }, m) => {
      const own = byForce ? ramp(model.get("_ramp"), values[m]) : new Color(colour);
      return selected && name !== selected ? own.lerp(FADED, 0.75) : own;
    });
    this.balls.forEach(([m], k) => this.ballMesh.setColorAt(k, colours[m]));
    this.rods.forEach(([m], k) => this.rodMesh.setColorAt(k, colours[m]));
    for (const mesh of [this.ballMesh, this.rodMesh]) {
      if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true; // none without muscles
    }
  }

  look(view) {
    this.view = view;
    this.reach = null;
    this.draw();
  }

  corners(box) { // of a box, as points
    return [...Array(8).keys()].map((i) => new Vector3(
      ...["x", "y", "z"].map((axis, k) => (i >> k & 1 ? box.max : box.min)[axis])));
  }

  points() { // what must be seen
    const marks = this.labels.map(([, point]) => point);
    if (this.near) return [...marks, ...this.corners(new Box3(...NEAR.map((p) => new Vector3(...p))))];
    const bones = Object.values(this.groups).flatMap((group) => group.children.flatMap(
      ({ geometry }) => this.corners(geometry.boundingBox).map((p) => p.applyMatrix4(group.matrix))));
    for (const point of bones) point.y = Math.max(point.y, FLOOR);
    return [...marks, ...bones, ...this.paths.flat()];
  }

  fit() { // the camera of the chosen view just far enough for all points
    const { camera, controls: { target } } = this, from = new Vector3(...VIEWS[this.view]);
    camera.position.copy(target).add(from);
    camera.lookAt(target);
    camera.updateMatrix();
    const axes = [0, 1, 2].map((i) => new Vector3().setFromMatrixColumn(camera.matrix, i));
    const places = this.points().map((point) => axes.map((axis) => axis.dot(point)));
    const tall = MARGIN * Math.tan(camera.fov / 2 * Math.PI / 180), slopes = [tall * camera.aspect, tall];
    const sides = slopes.map((slope, i) => [1, -1].map(
      (sign) => Math.max(...places.map((p) => sign * p[i] / slope + p[2]))));
    // Where a gait moves the leg, the camera goes back once and does not swing to and fro.
    this.reach = sides.map((side, i) => side.map((far, k) => (this.model.get("_follows")
      ? Math.max(far, this.reach?.[i][k] ?? far) : far)));
    const [[x, far], [y, high]] = this.reach.map(([plus, minus], i) => [
      slopes[i] * (plus - minus) / 2, (plus + minus) / 2]);
    target.set(0, 0, 0).addScaledVector(axes[0], x).addScaledVector(axes[1], y);
    camera.position.copy(target).addScaledVector(axes[2], Math.max(far, high));
    camera.lookAt(target);
  }

  zoom(factor) {
    const { target } = this.controls;
    this.view = null;
    this.camera.position.sub(target).multiplyScalar(factor).add(target);
    this.draw();
  }

  resize() { // also when the screen has become finer
    const { clientWidth: width, clientHeight: height } = this.stage;
    Object.assign(this, { width, height, ratio: Math.min(2, window.devicePixelRatio), reach: null });
    if (width) this.draw();
  }

  show(seen) { // whether any of it is in view
    this.seen = seen;
    if (seen) this.draw();
  }

  screen(point) {
    const p = point.clone().project(this.camera);
    return [(p.x + 1) / 2 * this.width, (1 - p.y) / 2 * this.height];
  }

  pick(event) { // what lies under the pointer: {muscle} or {bone} or nothing
    const box = this.canvas.getBoundingClientRect();
    const at = new Vector2((event.clientX - box.left) / box.width * 2 - 1,
      1 - (event.clientY - box.top) / box.height * 2);
    const ray = new Raycaster();
    ray.setFromCamera(at, this.camera);
    const [hit] = ray.intersectObjects([this.ballMesh, this.rodMesh, ...Object.values(this.groups)]);
    if (!hit) return {};
    const instances = hit.object === this.ballMesh ? this.balls : this.rods;
    return hit.instanceId === undefined ? { bone: hit.object.name }
      : { muscle: instances[hit.instanceId][0] };
  }

  draw(pause = 0) { // once per frame at most, and only when asked
    if (this.waiting) return;
    this.waiting = true;
    if (pause) setTimeout(() => this.frame(), pause);
    else requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.waiting = false;
    if (this.disposed || !this.seen || !this.width) return; // drawn when it comes into view
    this.safely(() => this.render());
    if (!renderer) this.draw(2000); // the browser gave no context: it may later
  }

  render() {
    const { canvas, camera, width, height, ratio } = this;
    if (this.posture) this.place();
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    if (this.view) this.fit();
    const gl = context(!this.slow), drawn = gl.domElement;
    gl.setPixelRatio(ratio);
    gl.setSize(width, height);
    gl.render(this.scene, camera);
    if (canvas.width !== drawn.width || canvas.height !== drawn.height)
      Object.assign(canvas, { width: drawn.width, height: drawn.height });
    this.screen2d.drawImage(drawn, 0, 0);
    for (const [node, point] of this.labels) {
      const [x, y] = this.screen(point), [x0, y0] = this.screen(ORIGIN);
      node.hidden = Math.hypot(x - x0, y - y0) < 30; // an axis toward the viewer needs no name
      this.put(node, x, y - (node === this.arrowLabel[0]) * node.offsetHeight);
    }
    this.onDrawn?.();
  }

  put(node, x, y) { // a label, within the stage
    const within = (value, most) => Math.max(0, Math.min(value, most));
    node.style.transform = `translate(${within(x, this.width - node.offsetWidth)}px, `
      + `${within(y, this.height - node.offsetHeight)}px)`;
  }

  dispose() {
    this.disposed = true;
    this.controls.dispose();
    this.release();
    pictures.delete(this);
    if (renderer && !pictures.size) letGo();
  }
}

function start(model) { // the view to begin with
  return Object.keys(VIEWS).find((view) => view.toLowerCase() === model.get("_view"));
}

class Stand { // where there is no WebGL: pictures painted in Python
  constructor(model, stage) {
    this.model = model;
    this.view = start(model);
    this.canvas = make("img", stage, { alt: model.get("_alt") });
    this.receive = ({ png }, [data]) => {
      if (!png) return;
      URL.revokeObjectURL(this.canvas.src);
      this.canvas.src = URL.createObjectURL(new Blob([data], { type: "image/png" }));
    };
    this.draw = throttled(() => model.send({ view: this.view.toLowerCase() }), 300);
    model.on("msg:custom", this.receive);
  }

  look(view) { this.view = view; this.draw(); }
  pose() {}
  paint() {}
  force() {}
  bend() {}
  stress() {}
  zoom() {}
  resize() {}
  show() {}
  dispose() { this.draw.stop(); this.model.off("msg:custom", this.receive); }
}

function rendererName() { // what draws WebGL here; empty where nothing does
  return (drawnBy ??= probe());
}

function probe() {
  const context = document.createElement("canvas").getContext("webgl2");
  if (!context) return "";
  const about = context.getExtension("WEBGL_debug_renderer_info");
  const name = context.getParameter(about?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return name;
}

function legend(model, node, showsStress) {
  node.replaceChildren();
  if (showsStress && model.get("neck_stress").length) {
    const { most_mpa, colours } = model.get("_neck");
    make("span", node, { textContent: "neck stress (MPa):" });
    const bar = make("span", node); // from the right
    make("span", bar, { textContent: `+${most_mpa} tension` });
    make("span", bar, { className: "hipmech-scene-bar" }).style.background =
      `linear-gradient(to right, ${colours.join(", ")})`;
    make("span", bar, { textContent: `compression −${most_mpa}` });
  }
  if (model.get("colour_by") === "force") {
    const bar = `linear-gradient(to right, ${model.get("_ramp").join(", ")})`;
    make("span", node, { textContent: `${model.get("values_label")} 0` });
    make("span", node, { className: "hipmech-scene-bar" }).style.background = bar;
    make("span", node, { textContent: "1" });
    return;
  }
  if (model.get("colour_by") === "own") return; // the picture beside it names its colours
  const groups = new Map(model.get("_muscles").map(({ group, colour }) => [group, colour]));
  for (const [group, colour] of groups) {
    make("span", make("span", node, { textContent: group }), { className: "hipmech-scene-swatch" })
      .style.background = colour;
  }
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

function inWords(root) { // runs a function; what goes wrong stands in the page until it goes right
  const words = make("p", root, { className: "hipmech-scene-fault", hidden: true }, { role: "alert" });
  return (run) => {
    try {
      const result = run();
      words.hidden = true;
      return result;
    } catch (error) {
      words.textContent = `The 3-D picture cannot be drawn: ${error.message ?? error}`;
      words.hidden = false;
      console.error(error);
    }
  };
}

function render({ model, el }) {
  const root = make("div", el, { className: "hipmech-scene" }), safely = inWords(root);
  return safely(() => open(model, root, safely));
}

function open(model, root, safely) {
  const bar = make("div", root, { className: "hipmech-scene-bar-top" });
  const views = make("div", bar, { className: "hipmech-scene-views" }, { role: "group", "aria-label": "View" });
  const key = make("div", bar, { className: "hipmech-scene-legend" });
  const stage = make("div", root, { className: "hipmech-scene-stage" });
  const sliders = make("div", root, { className: "hipmech-scene-sliders" });
  const spoken = make("div", root, { className: "hipmech-scene-spoken" }, { "aria-live": "polite" });
  stage.style.height = `${model.get("height")}px`;
  root.classList.toggle("hipmech-follows", model.get("_follows"));

  const picture = new (rendererName() ? Picture : Stand)(model, stage);
  const { canvas } = picture;
  picture.safely = safely;
  const muscles = model.get("_muscles");
  const label = make("span", stage, { className: "hipmech-scene-label", hidden: true });

  const limits = model.get("_limits"), names = Object.keys(limits);
  const posture = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const send = throttled(() => { model.save_changes(); if (picture instanceof Stand) picture.draw(); });
  const inputs = names.map((name) => {
    const { minimum, maximum, text, positive, negative } = limits[name];
    const row = make("label", sliders, { textContent: text });
    const input = make("input", row, { type: "range", min: minimum, max: maximum, step: 1 },
      { "aria-label": `${positive} in degrees`, ...KEYS_ARE_OURS });
    const output = make("output", row, {}, { "aria-hidden": "true" }); // the slider says its value
    const show = () => {
      const value = model.get(name), way = value < 0 ? negative : positive;
      input.value = value;
      output.textContent = `${Math.round(value)}°`.replace("-", "−");
      input.setAttribute("aria-valuetext", `${Math.round(Math.abs(value))} degrees ${way}`);
    };
    input.addEventListener("input", () => { model.set(name, Number(input.value)); send(); });
    return { name, show };
  });
  const reset = make("button", sliders, { type: "button", textContent: "Reset posture" }, KEYS_ARE_OURS);
  reset.addEventListener("click", () => { for (const name of names) model.set(name, 0); send(); });

  for (const view of Object.keys(VIEWS)) {
    const button = make("button", views, { type: "button", textContent: view }, KEYS_ARE_OURS);
    button.addEventListener("click", () => picture.look(view));
  }

  const tell = (m) => {
    const { label: text, group } = muscles[m], value = model.get("values")[m];
    const amount = model.get("colour_by") === "force"
      ? `, ${model.get("values_label")} ${value.toFixed(2)}` : "";
    return `${text} (${group})${amount}`;
  };
  const index = () => muscles.findIndex(({ name }) => name === model.get("selected"));
  const write = (text, x, y) => {
    label.hidden = !text;
    label.textContent = text;
    if (text) picture.put(label, x - (x > picture.width / 2) * label.offsetWidth, y - 1.3 * label.offsetHeight);
  };
  picture.onDrawn = () => { // the label of the chosen muscle stays with it
    const m = index();
    if (m < 0) { write("", 0, 0); return; }
    const path = picture.paths[m], middle = path[0].clone().lerp(path[1], 0.5);
    write(tell(m), ...picture.screen(middle));
  };
  const hidden = (m) => model.get("colour_by") === "own" && model.get("values")[m] === 0;
  const following = (step) => { // the next muscle that is shown
    const n = muscles.length;
    let m = index() < 0 && step < 0 ? n : index();
    do m = (m + step + n) % n; while (hidden(m) && m !== index());
    return m;
  };
  const choose = (m) => {
    model.set("selected", m < 0 ? "" : muscles[m].name);
    send();
  };
  const listeners = {
    pointermove: (event) => {
      if (event.buttons || index() >= 0) return;
      const { muscle, bone } = picture.pick(event);
      write(muscle === undefined ? bone ?? "" : tell(muscle), event.offsetX, event.offsetY);
    },
    pointerleave: () => { if (index() < 0) write("", 0, 0); },
    pointerdown: (event) => { listeners.from = [event.offsetX, event.offsetY]; canvas.focus(); },
    pointerup: (event) => { // a click chooses, a drag turns
      const [x, y] = listeners.from ?? [Infinity, Infinity];
      if (Math.hypot(event.offsetX - x, event.offsetY - y) < 4) choose(picture.pick(event).muscle ?? -1);
    },
    focus: () => { picture.controls.enableZoom = true; },
    blur: () => { picture.controls.enableZoom = false; },
  };
  canvas.className = "hipmech-scene-canvas";
  if (picture instanceof Picture) {
    const attributes = { tabindex: 0, role: "application", ...KEYS_ARE_OURS, "aria-label":
      `${model.get("_alt")} Left and right arrow keys step through the muscles, `
      + "Escape lets go, plus and minus zoom." };
    for (const [name, value] of Object.entries(attributes)) canvas.setAttribute(name, value);
    for (const type of ["pointermove", "pointerleave", "pointerdown", "pointerup", "focus", "blur"]) {
      canvas.addEventListener(type, listeners[type]);
    }
    canvas.addEventListener("keydown", (event) => {
      const n = muscles.length, step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step && n) choose(following(step));
      else if (event.key === "Escape") choose(-1);
      else if (event.key === "+" || event.key === "=") picture.zoom(0.9);
      else if (event.key === "-") picture.zoom(1 / 0.9);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  const move = () => { picture.pose(posture()); picture.draw(picture.pause); };
  const paint = () => { picture.paint(); picture.draw(picture.pause); };
  const colour = () => { legend(model, key, picture instanceof Picture); paint(); };
  const select = () => {
    if (index() >= 0 && hidden(index())) model.set("selected", "");
    spoken.textContent = index() < 0 ? "" : tell(index());
    move();
    colour();
  };
  for (const { show } of inputs) show();
  const force = () => { picture.force(); picture.draw(picture.pause); };
  const stress = () => { picture.stress(); force(); legend(model, key, picture instanceof Picture); };
  const reactions = [
    ...inputs.map(({ name, show }) => [`change:${name}`, () => { show(); move(); }]),
    ["change:values", () => { if (model.get("colour_by") === "own") select(); else paint(); }],
    ["change:colour_by", colour], ["change:values_label", colour],
    ["change:selected", select], ["change:force", force],
    ["change:neck_stress", stress],
    ["change:neck_shaft_angle_deg", () => { picture.bend(); picture.draw(picture.pause); }],
  ];
  const listening = reactions.map(([event, react]) => [event, () => safely(react)]);
  for (const [event, react] of listening) model.on(event, react);
  stress();
  select();
  const sized = new ResizeObserver(() => picture.resize());
  sized.observe(stage);
  const seen = new IntersectionObserver((entries) => picture.show(entries.at(-1).isIntersecting),
    { rootMargin: "100px" });
  seen.observe(stage);
  const noFiner = onFinerScreen(() => picture.resize());
  return () => {
    for (const [event, react] of listening) model.off(event, react);
    sized.disconnect();
    seen.disconnect();
    noFiner();
    send.stop();
    picture.dispose();
  };
}
export default { render };
