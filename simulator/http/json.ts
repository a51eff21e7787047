/** An object from JSON with unknown content. Only its own properties are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a text. Returns `undefined` if it is not valid JSON, or is nested too deeply. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value as an object, or `undefined` for arrays, `null` and everything else. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** An own property that is an object. */
export function objectAt(object: JsonObject | undefined, key: string): JsonObject | undefined {
  return object && Object.hasOwn(object, key) ? asObject(object[key]) : undefined;
}

/** An own property that is a string, or a number written as one: the vendor's examples hold both. */
export function textAt(object: JsonObject | undefined, key: string): string | undefined {
  const value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** An own property that is an array, else an empty one. */
export function listAt(object: JsonObject | undefined, key: string): readonly unknown[] {
  const value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** An own property that is a boolean. */
export function flagAt(object: JsonObject | undefined, key: string): boolean | undefined {
  const value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

/** The own property, whatever it is. */
export function valueAt(object: JsonObject | undefined, key: string): unknown {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}
