/** The structure of a response without its values: `{ "workflow_id": "number" }`. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** The keys whose values are constants of the vendor, not data of the company. */
const WORDS = new Set(['result_code', 'status', 'workflow_status', 'wftype', 'step', 'code']);

const MAX_DEPTH = 6;

/**
 * Returns the structure of a JSON value. Values are removed, except statuses, codes and the format of dates: in
 * `9999-99-99` every digit of a date is replaced.
 */
export function shapeOfJson(value: unknown, key = '', depth = 0): Shape {
  if (value === null) return 'null';
  if (typeof value === 'string') return shapeOfText(value, key);
  if (typeof value !== 'object') return typeof value;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? 'array' : 'object';
  if (Array.isArray(value)) return value.map((item) => shapeOfJson(item, key, depth + 1)).reduce(union, []);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [keyOf(name), shapeOfJson(item, name, depth + 1)]),
  );
}

function shapeOfText(text: string, key: string): string {
  if (text === '') return 'empty string';
  if (WORDS.has(key) && /^-?[A-Za-z0-9_]{1,24}$/.test(text)) return `'${text}'`;
  if (/^\d{4}-\d\d-\d\d([ T][\d:.]{4,16}(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return text.replace(/\d/g, '9');
  return /^\d+$/.test(text) ? 'string of digits' : 'string';
}

/** Replaces a key that is not an identifier, since it could be data. */
function keyOf(name: string): string {
  return /^[A-Za-z_]\w{0,39}$/.test(name) ? name : '(other)';
}

/** Adds the structure of an item to the list, unless it is already in it. */
function union(forms: Shape, form: Shape): readonly Shape[] {
  const known = forms as readonly Shape[];
  const isKnown = known.some((one) => JSON.stringify(one) === JSON.stringify(form));
  return isKnown ? known : [...known, form];
}
