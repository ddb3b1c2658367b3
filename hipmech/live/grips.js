// Points of a picture that a hand drags: marks whose look names the control that moves them.
// It knows no source: a `hand` gives the steps of a control that are known, and sets one.
function gripsOf(marks) { // control -> [x, y] in pixels of the figure
  const found = new Map();
  for (const mark of marks)
    for (const { handle } of mark?.looks ?? [])
      if (handle) found.set(handle, mark.numbers.subarray(-2)); // a marker's place comes last
  return found;
}

function nearest(steps, control, [x, y]) { // the step whose grip lies nearest to a point
  let best, least = Infinity;
  for (const step of steps) {
    const grip = gripsOf(step.marks).get(control);
    const far = grip ? Math.hypot(grip[0] - x, grip[1] - y) : Infinity;
    if (far < least) [best, least] = [step, far];
  }
  return best;
}

// hand = { take(control): the hand is on it, steps(control): [{ value, marks }] known by now,
//          set(control, value), name(control): for the tip }
class Grips {
  constructor(painter, hand) { // the canvas' parent is positioned
    Object.assign(this, { painter, hand, pads: new Map(), held: null });
  }

  place() { // after each painting
    const { canvas, width, marks } = this.painter, grips = gripsOf(marks);
    this.scale = canvas.clientWidth / width;
    for (const control of grips.keys()) if (!this.pads.has(control)) this.add(control);
    for (const [control, pad] of this.pads) {
      const grip = grips.get(control);
      pad.hidden = !grip;
      if (!grip) continue;
      pad.style.left = `${canvas.offsetLeft + grip[0] * this.scale}px`;
      pad.style.top = `${canvas.offsetTop + grip[1] * this.scale}px`;
    }
  }

  add(control) {
    const pad = document.createElement("div");
    Object.assign(pad, { className: "hipmech-grip", title: this.hand.name(control) });
    pad.onpointerdown = (event) => {
      pad.setPointerCapture(event.pointerId);
      const [x, y] = gripsOf(this.painter.marks).get(control);
      this.held = { control, away: [x - event.clientX / this.scale, y - event.clientY / this.scale] };
      this.hand.take(control);
    };
    pad.onpointermove = ({ clientX, clientY }) => {
      if (!this.held) return;
      const [x, y] = this.held.away;
      this.held.point = [clientX / this.scale + x, clientY / this.scale + y];
      this.follow();
    };
    pad.onlostpointercapture = () => { this.held = null; };
    this.painter.canvas.parentElement.append(pad);
    this.pads.set(control, pad);
  }

  follow() { // also when more steps are known
    if (!this.held?.point) return;
    const { control, point } = this.held, step = nearest(this.hand.steps(control), control, point);
    if (step) this.hand.set(control, step.value);
  }
}
