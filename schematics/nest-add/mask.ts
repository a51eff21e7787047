/** A comment, or a string or template without its quotes' escapes being mistaken for its end. */
const OPAQUE = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`/g;

/**
 * TypeScript with everything blanked that is no code: comments, and what stands between quotes. As long as the source,
 * so that a place found in it is a place in the source.
 */
export function mask(source: string): string {
  return source.replace(OPAQUE, (found) => {
    const isComment = found.startsWith('/');
    const inner = isComment ? found : found.slice(1, -1);
    const blank = inner.replace(/[^\n]/g, ' ');
    const quote = found.charAt(0);
    return isComment ? blank : quote + blank + quote;
  });
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Where the bracket at `open` is closed in masked code; -1 where it is not. */
export function closingOf(masked: string, open: number): number {
  const waiting: string[] = [];
  for (let at = open; at < masked.length; at++) {
    const char = masked.charAt(at);
    const closer = CLOSERS[char];
    if (closer) waiting.push(closer);
    else if (char === waiting.at(-1)) waiting.pop();
    if (waiting.length === 0) return at;
  }
  return -1;
}
