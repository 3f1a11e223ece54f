// The one way to ask the server. Whatever goes wrong comes as an ApiError, with all faults of the request.
import { reactive } from '/ui/lib/vue.js';

const ROOT = '/api/v1';

/** A refusal, or a server that cannot be reached: what, and at which fields. */
export class ApiError extends Error {
  constructor(status, code, detail, errors = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }

  /** The faults of one field, in one text; a fault of `hyperparameters.x` belongs to that field. */
  at(field) {
    return this.errors.filter((fault) => fault.field === field).map((fault) => fault.message).join('; ');
  }

  /** The faults that are of none of these fields. */
  beside(fields) {
    return this.errors.filter((fault) => !fields.includes(fault.field));
  }
}

/** Who is signed in, and what the server is; `state` is unknown, out, in or unreachable. */
export const session = reactive({ state: 'unknown', you: null, meta: null, error: null });

/** Whether the role of whoever is signed in allows it. */
export function may(role) {
  const order = ['viewer', 'operator', 'admin'];
  return session.you !== null && order.indexOf(session.you.role) >= order.indexOf(role);
}

/** Asks who is there; after it `session` is right. */
export async function begin() {
  try {
    const meta = await get('/meta');
    Object.assign(session, { state: 'in', you: meta.you, meta, error: null });
  } catch (error) {
    Object.assign(session, { state: error.status === 401 ? 'out' : 'unreachable', you: null, error });
  }
}

/** Hands a token in; the server answers with a cookie that no script can read. */
export async function signIn(token) {
  const answer = await fetch(`/?token=${encodeURIComponent(token)}`, { credentials: 'same-origin' });
  if (answer.ok) {
    await begin();
  }
  return answer.ok && session.state === 'in';
}

function address(path, query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return (path.startsWith('/healthz') || path === '/openapi.json' ? path : ROOT + path) + (text ? `?${text}` : '');
}

/**
 * Asks.
 * @param options query: an object; body: JSON, or a FormData; headers; signal; as: json, text, ndjson or blob
 */
export async function ask(method, path, { query, body, headers = {}, signal, as = 'json' } = {}) {
  const isForm = body instanceof FormData;
  const all = { Accept: as === 'text' || as === 'blob' ? '*/*' : as === 'ndjson' ? 'application/x-ndjson' : 'application/json', ...headers };
  if (body !== undefined && !isForm) {
    all['Content-Type'] = 'application/json';
  }
  let answer;
  try {
    answer = await fetch(address(path, query), {
      method,
      headers: all,
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, 'unreachable', '');
  }
  if (!answer.ok) {
    throw await refusal(answer);
  }
  if (as === 'blob') {
    return answer.blob();
  }
  const text = await answer.text();
  return as === 'text' ? text : as === 'ndjson' ? lines(text) : text ? JSON.parse(text) : null;
}

async function refusal(answer) {
  if (answer.status === 401) {
    Object.assign(session, { state: 'out', you: null });
  }
  try {
    const problem = await answer.json();
    return new ApiError(answer.status, problem.code, problem.detail, problem.errors ?? []);
  } catch {
    return new ApiError(answer.status, answer.status === 401 ? 'unauthenticated' : `http_${answer.status}`, '');
  }
}

const lines = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));

export const get = (path, options) => ask('GET', path, options);
export const post = (path, body, options) => ask('POST', path, { ...options, body });
export const del = (path, options) => ask('DELETE', path, options);

/** An id as one part of an address. */
export const part = (id) => encodeURIComponent(id).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** All items of a list, page by page; `each` is told of every page, and may return false to stop. */
export async function pages(path, query, each, signal) {
  let cursor = null;
  do {
    const page = await get(path, { query: { limit: 500, ...query, cursor }, signal });
    cursor = each(page.items) === false ? null : page.next_cursor;
  } while (cursor !== null);
}
