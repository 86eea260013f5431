import { getJson, getXml } from "../../shared/api.js";
import { element } from "../../shared/dom.js";
import { integer, percent } from "../../shared/format.js";
import { label, t } from "../../shared/i18n.js";
import { card, column, details, grid, numberColumns, table } from "../components.js";
import { createDiagram } from "../diagram.js";

const PROCESS = { running: integer, started: integer, ended: integer };
const STEP = { here: integer, passed: integer, share: percent };
const ZOOM_STEP = 1.25;

const processName = (row) => label(row.process, row.name || row.process);

/** The process that the address names, else the first one that runs, else the first one. */
function selectProcess(processes, requested) {
  return (
    processes.find((row) => row.process === requested) ??
    processes.find((row) => row.running > 0) ??
    processes[0]
  );
}

export async function journeysView({ query, parameters: [requested] }) {
  const path = `/insight/journeys${query}`;
  const processes = await getJson(path);
  const selected = selectProcess(processes, requested);
  const overview = card({ title: t("view.journeys"), path }, processTable(processes, selected));
  if (!selected) {
    return grid(overview);
  }
  const address = `/insight/journeys/${encodeURIComponent(selected.process)}`;
  const [steps, bpmn] = await Promise.all([getJson(address + query), getXml(`${address}/diagram`)]);
  return grid(overview, processCard(processName(selected), steps, bpmn, address + query));
}

function processTable(processes, selected) {
  const link = (row) => {
    const href = `#/journeys/${encodeURIComponent(row.process)}`;
    return element(
      "a",
      { href, "aria-current": row === selected ? "true" : null },
      processName(row),
    );
  };
  const columns = [
    column(t("journeys.process"), link),
    ...numberColumns("journeys", PROCESS),
    column(t("journeys.version"), (row) => row.version),
  ];
  const rowAttributes = (row) => ({ class: row === selected ? "selected" : null });
  return table(t("view.journeys"), columns, processes, rowAttributes);
}

function processCard(title, steps, bpmn, path) {
  const { container, zoom, fit } = createDiagram(
    t("journeys.diagramOf", { process: title }),
    steps,
    bpmn,
  );
  const occupied = steps.filter((step) => step.here > 0).sort((a, b) => b.here - a.here);
  return card(
    { title, path },
    diagramKey(),
    element(
      "div",
      { class: "tools" },
      element("button", { onclick: fit }, t("journeys.fit")),
      element("button", { onclick: () => zoom(ZOOM_STEP) }, t("journeys.zoomIn")),
      element("button", { onclick: () => zoom(1 / ZOOM_STEP) }, t("journeys.zoomOut")),
    ),
    container,
    element("h3", {}, t("journeys.current")),
    stepTable(t("journeys.current"), occupied),
    details(t("app.asTable"), stepTable(title, steps)),
  );
}

function diagramKey() {
  const sample = (kind, value, meaning) =>
    element("span", {}, element("span", { class: kind }, value), meaning);
  return element(
    "p",
    { class: "key" },
    sample("here", "12", t("journeys.here")),
    sample("passed", "340 · 85%", t("journeys.passed")),
  );
}

function stepTable(title, steps) {
  const columns = [
    column(t("journeys.step"), (step) => step.name || step.element),
    ...numberColumns("journey", STEP),
  ];
  return table(title, columns, steps);
}
