/** Takes secrets out of text that came from the vendor: a message can echo what we sent. */

const MASK = '***';
const LONGEST_TEXT = 300;

/** The forms in which an echo can come: plain, escaped for JSON, encoded for a URL, in base64. */
function formsOf(secret: string): string[] {
  // Through a Buffer: a lone surrogate would make encodeURIComponent throw.
  const wellFormed = Buffer.from(secret).toString();
  return [secret, ...jsonForms(secret), ...urlForms(wellFormed), ...base64Forms(wellFormed)];
}

/** As JSON encoders write it: some escape slashes too, some everything beyond ASCII. */
function jsonForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [json, ascii].flatMap((form) => [form, form.replaceAll('/', '\\/')]);
}

/** As JavaScript, RFC 3986 and HTML forms encode it. */
function urlForms(secret: string): string[] {
  const url = encodeURIComponent(secret);
  const strict = url.replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [url, strict, strict.replaceAll('%7e', '~'), form, url.replaceAll('%20', '+')];
}

/**
 * Base64 of the secret wherever it stands in a longer text (`email:password`): a shift for each position within
 * three bytes, without the characters that its neighbours share.
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

/** Any of the secrets, in any form. The case is let go: hex digits come in either. */
function patternOf(secrets: readonly string[]): RegExp {
  const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const literals = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(literals.join('|') || '(?!)', 'gi');
}

/**
 * @param secrets none of them is left in the text, in any of the forms above
 * @returns one line of at most 300 characters
 */
export function scrub(text: string, secrets: readonly string[]): string {
  const pattern = patternOf(secrets);
  let clean = text;
  // Again while it changes: a mask and what stands beside it can be a secret as well.
  for (let before; clean !== before;) {
    before = clean;
    clean = clean.replace(pattern, (found) => (/^\*+$/.test(found) ? found : MASK));
  }
  // Control characters would let the vendor write lines of its own into our user's log.
  clean = clean.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT - 1)}…` : clean;
}
