import { basename, extname } from 'node:path';

/** The file's name in `Content-Disposition` (RFC 6266), without what could lead out of a folder. */
export function fileName(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  const parameters = parametersOf(header);
  const plain = parameters.get('filename');
  const name = extended(parameters.get('filename*')) ?? (plain === undefined ? undefined : utf8(plain));
  return name === undefined ? undefined : safeName(name);
}

/** Lower-case names → values, unquoted. The first of a name counts. */
function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of header.matchAll(
    /(?:^|;)\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g,
  )) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? bare.trim());
  }
  return found;
}

/** A value with its charset: `UTF-8''%EA%B3%84.pdf` (RFC 8187). */
function extended(value: string | undefined): string | undefined {
  const [, charset = '', encoded = ''] = /^([^']*)'[^']*'((?:[^%]|%[\da-f]{2})*)$/i.exec(value ?? '') ?? [];
  const bytes = encoded.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return encoded === '' ? undefined : decoded(bytes, charset);
}

/** Node reads headers as Latin-1, where servers write UTF-8. */
function utf8(value: string): string {
  return decoded(value, 'utf-8') ?? value;
}

/** Text of bytes, each in a character; `undefined` where they are none in this charset. */
function decoded(bytes: string, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** What most file systems take, in bytes. */
const LONGEST = 255;

/** A name that a file can have on every system, and that shows in full what it is. */
export function safeName(name: string): string | undefined {
  const clean = basename(name.replaceAll('\\', '/'))
    // Control characters, those that turn the direction of a text, and halves of characters.
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replace(/[\s.]+$/u, '')
    .trim();
  return clean === '' ? undefined : shortened(clean);
}

/** Longer ones are no extension, and are shortened with the rest of the name. */
const LONGEST_EXTENSION = 16;

function shortened(name: string): string {
  const end = extname(name);
  const extension = end.length > LONGEST_EXTENSION ? '' : end;
  const stem = Array.from(name.slice(0, name.length - extension.length));
  while (stem.length > 1 && Buffer.byteLength(stem.join('') + extension) > LONGEST) stem.pop();
  return stem.join('') + extension;
}
