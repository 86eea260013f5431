/** A process diagram with counts on its elements. */
import { element } from "../shared/dom.js";
import { integer, percent } from "../shared/format.js";

const WIDTH_FOR_COUNTS_INSIDE = 60;
const FIT = "fit-viewport";
/** Leaves a margin for the counts of elements at the edge. */
const FIT_MARGIN = 0.95;

/** Creates the container of the diagram, which is drawn once it is on the page. */
export function createDiagram(name, steps, bpmn) {
  const container = element("div", { class: "diagram", role: "figure", "aria-label": name });
  const drawn = new Promise((resolve) => requestAnimationFrame(resolve)).then(() =>
    draw(container, steps, bpmn),
  );
  const zoom = async (factor) => {
    const canvas = await drawn;
    canvas?.zoom(canvas.zoom() * factor, "auto");
  };
  const fit = async () => {
    const canvas = await drawn;
    canvas?.zoom(FIT, "auto");
  };
  return { container, zoom, fit };
}

async function draw(container, steps, bpmn) {
  if (!container.isConnected) {
    return null;
  }
  const viewer = new BpmnJS({ container });
  await viewer.importXML(bpmn);
  // The logo of bpmn.io is an image in a link without text.
  container.querySelector(".bjs-powered-by")?.setAttribute("aria-label", "bpmn.io");
  const shapes = viewer.get("elementRegistry");
  const overlays = viewer.get("overlays");
  for (const step of steps) {
    const shape = shapes.get(step.element);
    if (shape) {
      addCounts(overlays, step, shape.width);
    }
  }
  const canvas = viewer.get("canvas");
  canvas.zoom(FIT, "auto");
  canvas.zoom(canvas.zoom() * FIT_MARGIN, "auto");
  return canvas;
}

function addCounts(overlays, step, width) {
  const showsPassed = step.passed > 0 && !step.kind.endsWith("Gateway");
  if (showsPassed) {
    const html = element(
      "div",
      { class: "passed" },
      `${integer(step.passed)} · ${percent(step.share)}`,
    );
    overlays.add(step.element, { position: passedPosition(step, width), html });
  }
  if (step.here > 0) {
    const html = element("div", { class: "here" }, integer(step.here));
    overlays.add(step.element, { position: herePosition(step, width, showsPassed), html });
  }
}

const isSubProcess = (step) => step.kind === "subProcess";

const hasCountsInside = (step, width) => width >= WIDTH_FOR_COUNTS_INSIDE && !isSubProcess(step);

/** Inside a wide shape, below a boundary event, above anything else. */
function passedPosition(step, width) {
  const center = width / 2;
  if (step.kind === "boundaryEvent") {
    return { bottom: -2, left: center };
  }
  if (isSubProcess(step)) {
    return { top: -10, left: 60 };
  }
  return hasCountsInside(step, width) ? { bottom: 8, left: center } : { top: -20, left: center };
}

/** On the upper edge of a wide shape, else above the shape and above its other count. */
function herePosition(step, width, showsPassed) {
  const center = width / 2;
  if (hasCountsInside(step, width)) {
    return { top: -12, left: center };
  }
  return { top: showsPassed ? -38 : -20, left: center };
}
