/** Builders for DOM elements. Values become text or attributes, never markup. */

const SVG = "http://www.w3.org/2000/svg";

function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      target.addEventListener(name.slice(2), value);
    } else {
      target.setAttribute(name, value === true ? "" : value);
    }
  }
}

/** Creates an element; attributes and children that are null, undefined or (attributes only) false are left out. */
export function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  setAttributes(created, attributes);
  created.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return created;
}

/** Creates a decorative icon from a symbol of an SVG file, such as "/icons.svg#phone". */
export function icon(symbol, viewBox) {
  const svg = document.createElementNS(SVG, "svg");
  setAttributes(svg, { viewBox, "aria-hidden": "true" });
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", symbol);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);
