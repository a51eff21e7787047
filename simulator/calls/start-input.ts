import { dayOf, isDay } from '../dates.js';
import type { Person, Signer } from '../documents/document.js';
import type { Template } from '../documents/templates.js';
import { asObject, type JsonObject, listAt, textAt, valueAt } from '../http/json.js';
import type { Call } from '../state.js';

/** 1 to 128 characters, none of the listed ones. The dot, which the page lists too, is doubtful: it passes. [D] */
export function isName(text: string | undefined): text is string {
  return text !== undefined && /^[^'"\\/:|<>*?]{1,128}$/.test(text);
}

/**
 * The signers of a `player_list` or `recipient_list` in their order; `undefined` where one is wrong. The order has to
 * be 1, 2, 3 without a gap. [I]
 */
export function readSigners(list: readonly unknown[], orderKey: string): Signer[] | undefined {
  const entries = list.map(asObject).sort((a, b) => orderOf(a, orderKey) - orderOf(b, orderKey));
  const isOrdered = entries.every((entry, index) => orderOf(entry, orderKey) === index + 1);
  const signers = entries.flatMap((entry) => readSigner(entry) ?? []);
  return isOrdered && signers.length === list.length ? signers : undefined;
}

/** One signer, or `undefined` where a value is wrong. Limits of the password: [D]. */
export function readSigner(entry: JsonObject | undefined): Signer | undefined {
  const [name, email] = [textAt(entry, 'name'), textAt(entry, 'email')];
  const mobile = textAt(entry, 'mobile_number') ?? textAt(entry, 'mobile') ?? '';
  const [password = '', passwordHint = ''] = [textAt(entry, 'password'), textAt(entry, 'password_hint')];
  if (!name || !email || !(isAddress(email) || isPhone(email))) return undefined;
  if (mobile !== '' && !isPhone(mobile)) return undefined;
  if (password !== '' && !/^[^'"\\\p{Script=Hangul}]{4,15}$/u.test(password)) return undefined;
  if (passwordHint.length > 50) return undefined;
  return { name, email, mobile, hasPassword: password !== '', passwordHint };
}

/** Those in copy; `undefined` where one lacks name or address. */
export function readCopies(list: readonly unknown[]): Person[] | undefined {
  const copies = list.map(asObject).flatMap((entry) => {
    const [name, email] = [textAt(entry, 'name'), textAt(entry, 'email')];
    return name && email && isAddress(email) ? [{ name, email }] : [];
  });
  return copies.length === list.length ? copies : undefined;
}

/** Preset values by field; `undefined` where one has no name or is no string. */
export function readFields(
  body: JsonObject,
  nameKey: string,
  valueKey: string,
): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const entry of listAt(body, 'field_list').map(asObject)) {
    const [name, value] = [textAt(entry, nameKey), valueAt(entry, valueKey)];
    if (!name || typeof value !== 'string') return undefined;
    fields.set(name, value);
  }
  return fields;
}

const MAX_PICTURE = 1_048_576;

const FITS: Record<Template['fields'][number]['type'], (value: string) => boolean> = {
  Text: () => true,
  Label: () => true,
  Check: (value) => value === 'Y' || value === 'N',
  Radio: (value) => value === 'Y' || value === 'N',
  Date: isDay,
  Picture: isPicture,
};

/**
 * Whether every value is one that its field takes. [D] What becomes of a field that the template does not have is
 * unknown: it is kept, and found by a search. [I]
 */
export function fieldsFit({ fields }: Template, values: ReadonlyMap<string, string>): boolean {
  return fields.every(({ name, type }) => {
    const value = values.get(name);
    return value === undefined || value === '' || FITS[type](value);
  });
}

/** Why the company cannot start `count` more documents. [D] */
export function subscriptionProblem({ state, member }: Call, count = 1): 'expired' | 'quota' | undefined {
  const { capacity, subscribedUntil } = state.accounts.subscriptionOf(member.companyId);
  if (dayOf(state.now()) > subscribedUntil) return 'expired';
  return state.documents.count(member.companyId) + count > capacity ? 'quota' : undefined;
}

function orderOf(entry: JsonObject | undefined, key: string): number {
  return Number(textAt(entry, key));
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** A phone number, hyphens or not. [D] */
function isPhone(text: string): boolean {
  return /^\+?\d[\d-]{7,16}$/.test(text);
}

/** Base64 of a jpg or png of up to 1 MB. [D] */
function isPicture(value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  const type = bytes.toString('latin1', 0, 4);
  return bytes.length <= MAX_PICTURE && (type === '\x89PNG' || type.startsWith('\xff\xd8\xff'));
}
