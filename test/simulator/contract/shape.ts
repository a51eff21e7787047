/** What a field holds. */
export type Kind =
  | 'string'
  | 'digits'
  | 'number'
  | 'boolean'
  /** `2026-12-24 12:00:00.0` */
  | 'date'
  | 'date or empty'
  | 'url'
  /** A URL with a query, so that `&..` can be appended. */
  | 'url with query'
  | 'url or empty'
  | 'Y or N';

/** A field, an object, a list whose entries look alike (one at least), or a list that may be empty. */
export type Shape = Kind | readonly [Shape] | readonly [] | { readonly [key: string]: Shape };

const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0$/;

const IS: Record<Kind, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  digits: (value) => typeof value === 'string' && /^\d+$/.test(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && DATE.test(value),
  'date or empty': (value) => value === '' || (typeof value === 'string' && DATE.test(value)),
  url: (value) => typeof value === 'string' && URL.canParse(value),
  'url with query': (value) => typeof value === 'string' && URL.canParse(value) && value.includes('?'),
  'url or empty': (value) => value === '' || (typeof value === 'string' && URL.canParse(value)),
  'Y or N': (value) => value === 'Y' || value === 'N',
};

/** What differs from the shape: each missing, additional and wrong field by its path. */
export function differences(value: unknown, shape: Shape, path = ''): string[] {
  if (typeof shape === 'string') return IS[shape](value) ? [] : [`${path} is not ${shape}`];
  if (isList(shape)) return listDifferences(value, shape, path);
  if (typeof value !== 'object' || value === null) return [`${path} is no object`];
  const keys = new Set([...Object.keys(value), ...Object.keys(shape)]);
  return [...keys].flatMap((key) => {
    const at = `${path}.${key}`;
    if (!Object.hasOwn(shape, key)) return [`${at} is not in the contract`];
    if (!Object.hasOwn(value, key)) return [`${at} is missing`];
    return differences((value as Record<string, unknown>)[key], shape[key]!, at);
  });
}

/** The number of fields in a shape. */
export function count(shape: Shape): number {
  if (typeof shape === 'string') return 1;
  if (isList(shape)) return shape[0] === undefined ? 1 : count(shape[0]);
  return Object.values(shape).reduce<number>((sum, field) => sum + count(field), 0);
}

function isList(shape: Shape): shape is readonly [Shape] | readonly [] {
  return Array.isArray(shape);
}

function listDifferences(value: unknown, [entry]: readonly [Shape] | readonly [], path: string): string[] {
  if (!Array.isArray(value)) return [`${path} is no list`];
  if (entry === undefined) return [];
  if (value.length === 0) return [`${path} is empty`];
  return value.flatMap((each, index) => differences(each, entry, `${path}[${index}]`));
}
