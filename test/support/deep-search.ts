import http from 'node:http';
import https from 'node:https';
import { inspect, types } from 'node:util';

/** The forms in which a text can be written down. */
export function formsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}

/** Which of the secrets, in any form, a text holds. */
export function secretsIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** An object, and how it was reached: the path is put together for what is found only. */
interface Visit {
  readonly value: object;
  readonly from: Visit | undefined;
  readonly step: PropertyKey;
}

const IN_MAP = '<map>';
const IN_SET = '<set>';
const IN_BYTES = '<bytes>';

function pathOf(from: Visit | undefined, step: PropertyKey): string {
  if (!from) return '';
  const isProperty = step !== IN_MAP && step !== IN_SET && step !== IN_BYTES;
  return pathOf(from.from, from.step) + (isProperty ? `.${String(step)}` : step);
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** By it the async context leads from any promise to the test that runs, and to all that failed before it. */
const TEST_RUNNER = 'kResourceStore';

/** What leads to the whole process; nothing of a call is kept there. */
const ELSEWHERE: readonly object[] = [globalThis, process, http, https];

/**
 * Where a text, or any of several, stands among all that can be reached from `root` by properties (symbols and those that are not
 * enumerable too), Maps, Sets and bytes. Getters are not called, and what only a closure holds is not seen.
 *
 * @param except objects that hold them by right, such as a server of the test
 */
export function pathsTo(
  wanted: string | readonly string[],
  root: unknown,
  except: readonly object[] = [],
): string[] {
  const secrets = [wanted].flat();
  const found: string[] = [];
  const seen = new Set<object>([...ELSEWHERE, ...except]);
  const todo: Visit[] = [];
  const look = (value: unknown, from: Visit | undefined, step: PropertyKey): void => {
    if (typeof value === 'string') {
      if (secrets.some((secret) => value.includes(secret))) found.push(pathOf(from, step));
    } else if (isObject(value) && !seen.has(value)) {
      seen.add(value);
      todo.push({ value, from, step });
    }
  };
  look(root, undefined, '');
  // The list grows as it is walked: breadth first, so that the paths are short.
  for (const visit of todo) {
    const { value } = visit;
    if (ArrayBuffer.isView(value)) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      if (secrets.some((secret) => bytes.includes(secret))) found.push(pathOf(visit, IN_BYTES));
      continue;
    }
    if (types.isMap(value)) {
      for (const entry of value) look(entry, visit, IN_MAP);
    }
    if (types.isSet(value)) for (const member of value) look(member, visit, IN_SET);
    for (const key of Reflect.ownKeys(value)) {
      if (typeof key === 'symbol' && key.description === TEST_RUNNER) continue;
      look(Object.getOwnPropertyDescriptor(value, key)?.value, visit, key);
    }
  }
  return found;
}

/** What a logger would print of a value: as JSON, and by `inspect` with all that it can show. */
export function printed(value: unknown, depth = 12): string {
  const shown = inspect(value, { showHidden: true, depth, maxStringLength: null, maxArrayLength: null });
  return `${shown}\n${asJson(value)}`;
}

function asJson(value: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify([value], (_, member: unknown) => {
    if (!isObject(member)) return typeof member === 'bigint' ? String(member) : member;
    if (seen.has(member)) return undefined;
    seen.add(member);
    return member;
  });
}
