// Calls of this application's own API.
import { has, t } from './i18n.js';

/** A call that failed, with the code that says why. */
export class Problem extends Error {
  constructor(code, message, resultCode) {
    super(message);
    this.code = code;
    this.resultCode = resultCode;
  }
}

/** Answers `{ data, ms }`, or throws a `Problem`. */
export async function call(method, path, body) {
  const begun = performance.now();
  const response = await send(method, path, body);
  const data = await readJson(response);
  if (!response.ok) {
    throw new Problem(data?.code ?? `HTTP_${response.status}`, data?.message ?? '', data?.resultCode);
  }
  return { data, ms: Math.round(performance.now() - begun) };
}

async function send(method, path, body) {
  const options = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  try {
    return await fetch(path, { method, ...options });
  } catch {
    throw new Problem('NETWORK', '');
  }
}

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** What a failure means, in the language of the page. */
export function reasonOf(code) {
  return t(has(`error.${code}`) ? `error.${code}` : 'error.other');
}

/** The same with the code, and with the words of the server where they say more than the code does. */
export function explain({ code, message, resultCode }) {
  const telling = code === 'INVALID_INPUT' || resultCode !== undefined || !has(`error.${code}`);
  const codes = resultCode === undefined ? code : `${code} ${resultCode}`;
  return [reasonOf(code), telling ? message : '', `(${codes})`].filter(Boolean).join(' ');
}
