import { get, text } from "../api.js";
import { card, h, table, term } from "../parts.js";
import { called, count, percent, say } from "../words.js";

const nameOf = row => called(row.process, row.name || row.process);

export async function journeys({ span, rest }) {
  const rows = await get("/insight/journeys" + span);
  const chosen = rows.find(row => row.process === rest[0])?.process ?? rows.find(row => row.running > 0)?.process ?? rows[0]?.process;
  const list = table(say("journeys"), [
    { head: say("process"), cell: row => h("a", { href: "#/journeys/" + encodeURIComponent(row.process), "aria-current": row.process === chosen ? "true" : null }, nameOf(row)) },
    ...["running", "started", "ended"].map(number => ({ head: term("journeys", number), cell: row => count(row[number]) })),
    { head: say("version"), cell: row => row.version },
  ], rows, row => ({ class: row.process === chosen ? "chosen" : null }));
  const overview = card({ title: say("journeys"), path: "/insight/journeys" + span }, list);
  if (!chosen) return h("div", { class: "grid" }, overview);
  const address = "/insight/journeys/" + encodeURIComponent(chosen);
  const [places, bpmn] = await Promise.all([get(address + span), text(address + "/diagram")]);
  return h("div", { class: "grid" }, overview, drawing(rows.find(row => row.process === chosen), places, bpmn, address + span));
}

function drawing(row, places, bpmn, path) {
  const title = nameOf(row);
  const paper = h("div", { class: "paper", role: "figure", "aria-label": `${say("diagram")} ${title}` });
  const ready = new Promise(resolve => requestAnimationFrame(resolve)).then(() => paint(paper, places, bpmn));
  const zoom = factor => ready.then(canvas => canvas?.zoom(factor === 0 ? "fit-viewport" : canvas.zoom() * factor, "auto"));
  const waits = places.filter(place => place.here > 0).sort((a, b) => b.here - a.here);
  const columns = () => [
    { head: say("element"), cell: place => place.name || place.element },
    ...["here", "passed", "share"].map(number => ({ head: term("journey", number), cell: place => (number === "share" ? percent : count)(place[number]) })),
  ];
  return card({ title, path },
    h("p", { class: "key" }, h("span", {}, h("span", { class: "here" }, "12"), say("here")), h("span", {}, h("span", { class: "came" }, "340 · 85%"), say("came"))),
    h("div", { class: "tools" }, h("button", { onclick: () => zoom(0) }, say("fit")), h("button", { onclick: () => zoom(1.25) }, say("zoomIn")), h("button", { onclick: () => zoom(0.8) }, say("zoomOut"))),
    paper,
    h("h3", {}, say("waits")), table(say("waits"), columns(), waits),
    h("details", {}, h("summary", {}, say("table")), table(title, columns(), places)));
}

async function paint(paper, places, bpmn) {
  if (!paper.isConnected) return null;
  const viewer = new BpmnJS({ container: paper });
  await viewer.importXML(bpmn);
  // Its mark is a picture; what it leads to must be told.
  paper.querySelector(".bjs-powered-by")?.setAttribute("aria-label", "bpmn.io");
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const registry = viewer.get("elementRegistry");
  for (const place of places) {
    const shape = registry.get(place.element);
    if (!shape) continue;
    const middle = shape.width / 2;
    const border = place.kind === "boundaryEvent";
    const inside = shape.width >= 60 && place.kind !== "subProcess";
    if (place.passed > 0 && !/Gateway$/.test(place.kind)) {
      const where = border ? { bottom: -2, left: middle } : inside ? { bottom: 8, left: middle } : { top: place.kind === "subProcess" ? -10 : -20, left: place.kind === "subProcess" ? 60 : middle };
      overlays.add(place.element, { position: where, html: h("div", { class: "came" }, `${count(place.passed)} · ${percent(place.share)}`) });
    }
    if (place.here > 0) {
      overlays.add(place.element, { position: { top: inside ? -12 : place.passed > 0 && !/Gateway$/.test(place.kind) ? -38 : -20, left: middle }, html: h("div", { class: "here" }, count(place.here)) });
    }
  }
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.95, "auto");
  return canvas;
}
