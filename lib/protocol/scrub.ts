/** Takes secrets out of text that came from the vendor: a message can echo what we sent. */

const MASK = '***';
const LONGEST_TEXT = 300;

/** The forms in which an echo can come: plain, escaped for JSON, encoded for a URL, in base64. */
function formsOf(secret: string): string[] {
  // Through a Buffer: a lone surrogate would make encodeURIComponent throw.
  const wellFormed = Buffer.from(secret).toString();
  const url = encodeURIComponent(wellFormed);
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, asciiOnly(json), url, url.replaceAll('%20', '+'), ...base64Forms(wellFormed)];
}

/** As JSON encoders that escape everything beyond ASCII write it. */
function asciiOnly(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Base64 of the secret wherever it stands in a longer text (`email:password`): a shift for each position within
 * three bytes, without the characters that its neighbours share.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const skipped = Math.ceil((shift * 8) / 6);
    const inner = text.slice(skipped, Math.floor(((shift + bytes.length) * 8) / 6));
    return inner.length < 4 ? [] : [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/**
 * @param secrets none of them is left in the text, in any of the forms above
 * @returns one line of at most 300 characters
 */
export function scrub(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length);
  let clean = text;
  for (const form of new Set(forms)) clean = clean.replaceAll(form, MASK);
  // Percent signs can be written in lower case too.
  for (const form of new Set(forms.filter((f) => f.includes('%')))) {
    clean = clean.replaceAll(
      form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
      MASK,
    );
  }
  // Control characters would let the vendor write lines of its own into our user's log.
  clean = clean.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT - 1)}…` : clean;
}
