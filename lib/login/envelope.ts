/** The vendor's envelope: every JSON body is `{ "header": {...}, "body": {...} }`. */

export interface Envelope {
  /** `header.result_code`, where it is a string. */
  readonly resultCode: string | undefined;
  /** `header.result_msg`, where it is a string. */
  readonly resultMessage: string | undefined;
  readonly body: unknown;
}

/**
 * An own property of an object, else `undefined`. Nothing inherited is read: an answer can name `__proto__` and
 * `constructor`.
 */
export function ownProperty(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** `JSON.parse`, where text that is no JSON (or nested beyond the stack) is `undefined`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads an envelope from parsed JSON; `undefined` where it is none. */
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
