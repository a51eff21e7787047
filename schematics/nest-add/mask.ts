/** A comment, string or template, escaped quotes included. */
const OPAQUE = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`/g;

/**
 * Blanks comments and the content of strings. The result is as long as the source, so that positions in it are positions
 * in the source.
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

/** Returns the position of the closing bracket for the one at `open`; -1 if there is none. */
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
