// Where bones and muscle paths are at a posture, in pelvis axes (m): the only mechanics in the
// browser, so that a slider moves the leg at once. hipmech.muscles does the same in Python.
const RADIAN = Math.PI / 180;

const along = (R, [x, y, z]) => [0, 3, 6].map((i) => R[i] * x + R[i + 1] * y + R[i + 2] * z);
const product = (A, B) => [0, 1, 2].flatMap((i) => [0, 1, 2].map(
  (j) => A[3 * i] * B[j] + A[3 * i + 1] * B[3 + j] + A[3 * i + 2] * B[6 + j]));

function turn(axis, degrees) {
  const c = Math.cos(degrees * RADIAN), s = Math.sin(degrees * RADIAN);
  return { x: [1, 0, 0, 0, c, -s, 0, s, c], y: [c, 0, s, 0, 1, 0, -s, 0, c],
    z: [c, -s, 0, s, c, 0, 0, 0, 1] }[axis];
}

function attach(parent, R, t) { // a body standing in another: rotation and place of its origin
  const [x, y, z] = along(parent.R, t);
  return { R: product(parent.R, R), t: [parent.t[0] + x, parent.t[1] + y, parent.t[2] + z] };
}

// Row of a table of the knee at one flexion, between the rows sampled at every whole degree.
function sample(rows, flexion_deg) {
  const i = Math.min(Math.floor(flexion_deg), rows.length - 2), part = flexion_deg - i;
  return rows[i].map((value, k) => value + part * (rows[i + 1][k] - value));
}

// posture: {flexion_deg, adduction_deg, rotation_deg, knee_flexion_deg} -> {body: {R, t}}
export function bodies(posture, knee) {
  const still = [1, 0, 0, 0, 1, 0, 0, 0, 1], flexion = posture.knee_flexion_deg;
  const pelvis = { R: still, t: [0, 0, 0] }; // the hip joint centre is the origin
  const hip = product(product(turn("z", posture.flexion_deg), turn("x", posture.adduction_deg)),
    turn("y", posture.rotation_deg));
  const femur = attach(pelvis, hip, [0, 0, 0]);
  const tibia = attach(femur, turn("z", -flexion), sample(knee.tibia, flexion));
  const [x, y, z, tilt] = sample(knee.patella, flexion);
  return { pelvis, femur, tibia, patella: attach(femur, turn("z", tilt), [x, y, z]) };
}

// How far a point of the femur moves when its neck-shaft angle opens: the head turns about its
// centre, the shaft goes with the base of the neck, and the neck between them bends.
export function opening(point, { head, superior, length }, angle_deg) {
  const dot = (v) => point[0] * v[0] + point[1] * v[1] + point[2] * v[2];
  const c = Math.cos(angle_deg * RADIAN) - 1, s = Math.sin(angle_deg * RADIAN);
  const along = -dot(head) / length, part = Math.min(Math.max((0.6 - along) / 0.4, 0), 1);
  const share = part * part * (3 - 2 * part); // 1 in the head, 0 in the shaft
  const a = share * dot(head) - (1 - share) * length, b = share * dot(superior);
  return head.map((u, i) => (a * c - b * s) * u + (b * c + a * s) * superior[i]);
}

// Points of each muscle that touch at the posture, (n, 3) each, from origin to insertion.
export function paths(muscles, posture, knee) {
  const pose = bodies(posture, knee);
  const touches = ({ body, from_deg, to_deg }) => {
    const angle = body === "pelvis" ? posture.flexion_deg : posture.knee_flexion_deg;
    return (from_deg ?? -Infinity) <= angle && angle <= (to_deg ?? Infinity);
  };
  return muscles.map(({ points }) => points.filter(touches).map(({ body, at }) => {
    const { R, t } = pose[body];
    return along(R, at ?? sample(knee.kneecap, posture.knee_flexion_deg)).map((v, i) => v + t[i]);
  }));
}
