import { ownProperty } from '../login/envelope.js';
import { readExpireDate } from '../login/expire-date.js';

/*
 * Readers of single values. A value can be a number or a string and can have several names, depending on the generation
 * of the API. A missing or empty value is `undefined`.
 */

/** The zone that is sent with calls that take one, and the zone of dates without one: Korean time. */
export const ZONE = '+09:00';
const ZONE_MINUTES = 9 * 60;

/** Returns the text under the first of `names` that has one. */
export function text(from: unknown, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = ownProperty(from, name);
    // JSON has already rounded a larger number to another one.
    if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** What a server says that has no ID to give, and what a path takes for a way out of it. */
const NO_ID = /^(?:0+|-\d+|null|undefined|\.{1,2})$/;

/** Whether it can be the ID of a document or a template, and be put into a path. Half a character cannot be encoded. */
export function isId(value: string): boolean {
  return !NO_ID.test(value) && !/[\p{Cs}\p{Cc}]/u.test(value);
}

/** The ID under the first of `names` that has a value. */
export function idUnder(from: unknown, ...names: string[]): string | undefined {
  const value = text(from, ...names);
  return value !== undefined && isId(value) ? value : undefined;
}

/** A number that is not negative. */
export function count(from: unknown, ...names: string[]): number | undefined {
  const value = text(from, ...names);
  return value !== undefined && /^\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Reads a date. Without a zone it is in Korean time. Returns `undefined` if it cannot be read. */
export function date(from: unknown, ...names: string[]): Date | undefined {
  const ms = readExpireDate(text(from, ...names), ZONE_MINUTES);
  return ms === undefined ? undefined : new Date(ms);
}

/** The `YYYY-MM-DD HH:mm:ss` of a moment, in Korea. */
export function zonedTime(at: Date): string {
  const [day = '', time = ''] = new Date(at.getTime() + ZONE_MINUTES * 60_000).toISOString().split('T');
  return `${day} ${time.slice(0, 8)}`;
}

/** The `YYYY-MM-DD` of a moment, in Korea. */
export function zonedDay(at: Date): string {
  return zonedTime(at).slice(0, 10);
}

/** `Y` or `N`, `true` or `false`. */
export function flag(from: unknown, ...names: string[]): boolean | undefined {
  for (const name of names) {
    const value = ownProperty(from, name);
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && value !== '') return /^(y|yes|true)$/i.test(value);
  }
  return undefined;
}

/** Returns the list under the first of `names` that has one. */
export function list(from: unknown, ...names: string[]): readonly unknown[] | undefined {
  for (const name of names) {
    const value = ownProperty(from, name);
    if (Array.isArray(value)) return value as unknown[];
  }
  return undefined;
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Returns the object without its `undefined` properties, so that a missing value is absent. */
export function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
