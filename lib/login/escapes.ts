/** Decodes the escapes of JSON, JavaScript, HTML and URLs in a text. */

/** How often a text is decoded: an escape can itself be escaped, as in a JSON string that contains JSON. */
const ROUNDS = 3;

const CONTROLS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  0: '\0',
};
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Takes time linear in the text. */
type Decoder = (text: string) => string;

const backslashes: Decoder = (text) =>
  text.replace(
    /((?:\\x[0-9a-f]{2})+)|\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\./gis,
    (all, bytes?: string, point?: string, unit?: string) => {
      if (bytes !== undefined) return textOf(bytes.replaceAll(/\\x/gi, ''));
      if (point !== undefined) return characterOf(parseInt(point, 16), all);
      if (unit !== undefined) return String.fromCharCode(parseInt(unit, 16));
      const escaped = all.slice(1);
      return CONTROLS[escaped] ?? escaped;
    },
  );

const entities: Decoder = (text) =>
  text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos);?/gi, (all, name: string) =>
    // `x26` or `38`: with a 0 before it, both are numbers of JavaScript.
    name.startsWith('#')
      ? characterOf(Number(`0${name.slice(1)}`), all)
      : (ENTITIES[name.toLowerCase()] ?? all),
  );

const percents: Decoder = (text) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => textOf(bytes.replaceAll('%', '')));

/** As HTML forms write a space. */
const pluses: Decoder = (text) => text.replaceAll('+', ' ');

/** Returns each text that a decoding step has changed, in the order of the steps; an empty list without escapes. */
export function decodings(text: string): string[] {
  const decoded: string[] = [];
  const rounds = Array.from({ length: ROUNDS }, () => [backslashes, entities, percents]);
  let current = text;
  for (const decode of [...rounds.flat(), pluses]) {
    const next = decode(current);
    if (next !== current) decoded.push(next);
    current = next;
  }
  return decoded;
}

/** Decodes bytes as UTF-8, or as Latin-1 if they are not valid UTF-8. */
function textOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const text = bytes.toString();
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

function characterOf(codePoint: number, otherwise: string): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : otherwise;
}
