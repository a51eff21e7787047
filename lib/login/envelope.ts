/** The vendor's envelope: every JSON body is `{ "header": {...}, "body": {...} }`. */

export interface Envelope {
  /** `header.result_code`, if it is a string. */
  readonly resultCode: string | undefined;
  /** `header.result_msg`, if it is a string. */
  readonly resultMessage: string | undefined;
  readonly body: unknown;
}

/**
 * Returns an own property of an object, else `undefined`. Inherited ones are not read, since a response can contain
 * `__proto__` and `constructor`.
 */
export function ownProperty(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Like `JSON.parse`, but returns `undefined` for invalid JSON and for JSON nested too deeply for the stack. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads an envelope from parsed JSON; returns `undefined` if it is not one. */
export function readEnvelope(json: unknown): Envelope | undefined {
  const header = ownProperty(json, 'header');
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined;
  const text = (name: string): string | undefined => {
    const value = ownProperty(header, name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    resultCode: text('result_code'),
    resultMessage: text('result_msg'),
    body: ownProperty(json, 'body'),
  };
}
