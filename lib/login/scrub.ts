import { decodings } from './escapes.js';

/** Removes secrets from the vendor's messages, which can repeat values of the request. */

const MASK = '***';
const MAX_OUTPUT_LENGTH = 300;

/** Longer texts are cut. The response to a login has at most 64 KiB, that to another call can have any length. */
const MAX_INPUT_LENGTH = 64 * 1024;

/** Replaces a text that contains a secret in a form that cannot be masked in place. */
const WITHHELD = '(withheld: it repeats a secret)';

/** How many characters the escapes of one character can have: a Hangul letter that is URL-encoded twice has 15. */
const MAX_ESCAPE_LENGTH = 16;

/** A text that still changes after this many rounds is masked entirely. */
const MAX_ROUNDS = 3;

/**
 * What gives a secret away: a run of so many of its characters, or shorter runs that together are most of it. Words that
 * a password has in common with the message do not. Shorter secrets are searched for as a whole only.
 */
const PART = { run: 16, shortRun: 3, share: 0.6, minSecret: 6 };

/** The forms in which a secret can be echoed: plain, escaped for JSON, encoded for a URL, in base64, in hex. */
function formsOf(secret: string): string[] {
  // Through a Buffer: a lone surrogate would make encodeURIComponent throw.
  const bytes = Buffer.from(secret);
  const wellFormed = bytes.toString();
  return [
    secret,
    ...jsonForms(secret),
    ...urlForms(wellFormed),
    ...base64Forms(wellFormed),
    bytes.toString('hex'),
  ];
}

/** As JSON encoders write it: some also escape slashes, some everything outside ASCII. */
function jsonForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [json, ascii].flatMap((form) => [form, form.replaceAll('/', '\\/')]);
}

/** As JavaScript, RFC 3986 and HTML forms encode it for a URL. */
function urlForms(secret: string): string[] {
  const url = encodeURIComponent(secret);
  const strict = url.replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [url, strict, strict.replaceAll('%7e', '~'), form, url.replaceAll('%20', '+')];
}

/**
 * Base64 of the secret within a longer text such as `email:password`: one form for each offset within three bytes,
 * without the characters that also depend on the bytes beside it.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  return [bytes.toString('base64'), ...inner]
    .filter((form) => form.length >= 4)
    .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** For hex digits in either case. ASCII only, so that the text keeps its length. */
function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** By form: how many of its characters stand for one of the secret's. */
type SearchedForms = ReadonlyMap<string, number>;

/** Returns all forms of all secrets, except empty ones and those of asterisks only, which look like a mask. */
function searchedForms(secrets: readonly string[]): SearchedForms {
  const forms = new Map<string, number>();
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      if (!/^\**$/.test(form)) forms.set(foldCase(form), form.length / secret.length);
    }
  }
  return forms;
}

/** For each prefix of `form`, the length of its longest proper prefix that is also a suffix (Knuth, Morris and Pratt). */
function borders(form: string): Int32Array {
  const lengths = new Int32Array(form.length + 1);
  for (let end = 1, border = 0; end < form.length; end++) {
    while (border > 0 && form[border] !== form[end]) border = lengths[border] ?? 0;
    if (form[border] === form[end]) border += 1;
    lengths[end + 1] = border;
  }
  return lengths;
}

/**
 * Adds 1 to `changes` where an occurrence of `form` begins, and subtracts 1 where it ends. Takes time linear in the text
 * for any input, since the vendor can choose both. A prefix of `form` at the end of a text that was cut counts too.
 */
function addOccurrences(text: string, form: string, isCut: boolean, changes: Int32Array): void {
  const lengths = borders(form);
  const add = (length: number, end: number): void => {
    changes[end - length] = (changes[end - length] ?? 0) + 1;
    changes[end] = (changes[end] ?? 0) - 1;
  };
  let matched = 0;
  for (let at = 0; at < text.length; at++) {
    while (matched > 0 && form[matched] !== text[at]) matched = lengths[matched] ?? 0;
    if (form[matched] === text[at]) matched += 1;
    if (matched < form.length) continue;
    add(matched, at + 1);
    matched = lengths[matched] ?? 0;
  }
  if (isCut) add(matched, text.length);
}

/** Replaces each run of characters that belong to one of `forms` by a mask. */
function mask(text: string, forms: SearchedForms, isCut: boolean): string {
  const folded = foldCase(text);
  const changes = new Int32Array(text.length + 1);
  for (const form of forms.keys()) addOccurrences(folded, form, isCut, changes);
  let masked = '';
  let start = 0;
  for (let at = 0, depth = 0; at <= text.length; at++) {
    const before = depth;
    depth += changes[at] ?? 0;
    if (before === 0 && depth > 0) masked += text.slice(start, at) + MASK;
    if (before > 0) start = at;
  }
  return masked + text.slice(start);
}

/** Masks until nothing changes: a mask and the text beside it can form a secret again. */
function maskAll(text: string, forms: SearchedForms, isCut: boolean): string {
  let clean = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const masked = mask(clean, forms, isCut);
    if (masked === clean) return clean;
    clean = masked;
  }
  return MASK;
}

/** Whether what is shown of the text holds a secret once its escapes are undone. */
function hidesSecret(text: string, secrets: readonly string[]): boolean {
  const longest = Math.max(0, ...secrets.map(({ length }) => length));
  const decoded = decodings(text.slice(0, MAX_OUTPUT_LENGTH + MAX_ESCAPE_LENGTH * longest));
  const forms = searchedForms(withDecodings(secrets));
  return decoded.some((each) => mask(each, forms, false) !== each);
}

/** A secret can look like an escape itself. */
function withDecodings(secrets: readonly string[]): readonly string[] {
  return [...secrets, ...secrets.flatMap(decodings)];
}

/**
 * Whether what is shown of the text gives a secret away by parts of it: a message that was cut, or from which a filter has
 * removed a character, repeats all but that.
 */
function showsPart(text: string, secrets: readonly string[]): boolean {
  const shown = text.slice(0, MAX_OUTPUT_LENGTH);
  const texts = [shown, ...decodings(shown)].map(foldCase);
  const known = new Map<number, ReadonlySet<string>>();
  const sharedWith = (form: string, length: number): number => {
    const runs = known.get(length) ?? new Set(texts.flatMap((each) => runsOf(each, length)));
    known.set(length, runs);
    return sharedLength(form, length, runs);
  };
  const long = withDecodings(secrets).filter(({ length }) => length >= PART.minSecret);
  return [...searchedForms(long)].some(
    ([form, scale]) =>
      sharedWith(form, Math.ceil(PART.run * scale)) > 0 ||
      sharedWith(form, Math.ceil(PART.shortRun * scale)) >= PART.share * form.length,
  );
}

/** How many characters of `form` belong to one of `runs`, which have `length` characters each. */
function sharedLength(form: string, length: number, runs: ReadonlySet<string>): number {
  let shared = 0;
  let end = 0;
  for (let at = 0; at + length <= form.length; at++) {
    if (!runs.has(form.slice(at, at + length))) continue;
    shared += at + length - Math.max(at, end);
    end = at + length;
  }
  return shared;
}

/** All runs of `length` characters, and the shorter ones at the end, which equal none of them. */
function runsOf(text: string, length: number): string[] {
  return Array.from({ length: text.length }, (_, at) => text.slice(at, at + length));
}

/** Whether the text repeats a whole secret, in any form or escape. */
export function repeatsSecret(text: string, secrets: readonly string[]): boolean {
  return mask(text, searchedForms(secrets), false) !== text || hidesSecret(text, secrets);
}

/**
 * Removes `secrets` from a text in all the forms above, in time linear in the text and the secrets. Replaces a text that
 * holds a secret escaped in another way, or most of one.
 *
 * @returns one line of at most 300 characters
 */
export function scrub(text: string, secrets: readonly string[]): string {
  const forms = searchedForms(secrets);
  const isCut = text.length > MAX_INPUT_LENGTH;
  const masked = maskAll(isCut ? text.slice(0, MAX_INPUT_LENGTH) : text, forms, isCut);
  // Control characters could forge log lines.
  const clean = masked.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  // Both, since what is shown begins elsewhere once white space is removed, and a secret can hold control characters.
  const texts = new Set([masked, clean]);
  for (const each of texts) if (repeatsSecret(each, secrets) || showsPart(each, secrets)) return WITHHELD;
  return clean.length > MAX_OUTPUT_LENGTH ? `${clean.slice(0, MAX_OUTPUT_LENGTH - 1)}…` : clean;
}
