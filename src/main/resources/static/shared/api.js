/** The public API. The browser adds the credentials that were entered when the page was opened. */
import { languageTag } from "./i18n.js";

const BASE = "/api/v1";

/** A refused request, with the status and the error code of the answer. */
export class ApiError extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

async function request(path, accept, options = {}) {
  const response = await fetch(BASE + path, {
    credentials: "same-origin",
    ...options,
    headers: { Accept: accept, "Accept-Language": languageTag(), ...options.headers },
  });
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem.code, problem.detail ?? response.statusText);
}

export async function getJson(path) {
  const response = await request(path, "application/json");
  return response.json();
}

export async function getXml(path) {
  const response = await request(path, "application/xml");
  return response.text();
}

export async function postJson(path, body) {
  const response = await request(path, "application/json", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}
