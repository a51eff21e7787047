import { inspect } from 'node:util';

/** The forms that a secret can be echoed in, each made by another means than the package's own. */
function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return {
    plain: secret,
    'JSON-escaped': json,
    'JSON-escaped in ASCII': json.replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`),
    'URL-encoded': encodeURIComponent(bytes.toString()),
    'form-encoded': new URLSearchParams([['', secret]]).toString().slice(1),
    base64: within(bytes, 0),
    'base64 after a byte': within(bytes, 1),
    'base64 after two bytes': within(bytes, 2),
    base64url: bytes.toString('base64url'),
  };
}

/** The part of a base64 text that comes from `bytes` alone, where `before` others stand in front of them. */
function within(bytes: Buffer, before: number): string {
  return Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .slice(4, -4);
}

/** Every way in which a value ends up in a log. */
function printed(value: object): Record<string, string> {
  const { message = '', stack = '' } = value as { message?: string; stack?: string };
  return {
    message,
    stack,
    string: `${value as Error}`,
    JSON: JSON.stringify(value),
    'JSON of everything': JSON.stringify(value, Object.getOwnPropertyNames(value)),
    inspect: inspect(value, { showHidden: true, depth: 10, maxStringLength: null, maxArrayLength: null }),
  };
}

/** The forms of `secret`, of at least 9 bytes, that `text` holds. */
export function formsIn(text: string, secret: string): string[] {
  return held(text, Object.entries(formsOf(secret)));
}

/** Where `secret` shows in what `value` prints, and in which form: `inspect: base64`. Empty is well. */
export function leaksOf(value: object, secret: string): string[] {
  const forms = Object.entries(formsOf(secret));
  return Object.entries(printed(value)).flatMap(([where, text]) =>
    held(text, forms).map((form) => `${where}: ${form}`),
  );
}

function held(text: string, forms: readonly (readonly [string, string])[]): string[] {
  return forms.filter(([, echo]) => text.includes(echo)).map(([form]) => form);
}
