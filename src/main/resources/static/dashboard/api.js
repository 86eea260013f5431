/** Questions to the house. The browser knows user and password, since the page asked for them. */
export class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

async function answer(path, accept) {
  const response = await fetch(path, { headers: { Accept: accept }, credentials: "same-origin" });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Problem(response.status, problem.code, problem.detail ?? response.statusText);
}

export const get = async path => (await answer("/api/v1" + path, "application/json")).json();
export const text = async path => (await answer("/api/v1" + path, "application/xml")).text();
