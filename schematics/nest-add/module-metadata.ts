import { closingOf, mask } from './mask.js';

/** The positions of the braces of `@Module({ ... })`. */
interface Metadata {
  readonly open: number;
  readonly close: number;
}

/**
 * Inserts `elements` at the start of the `imports` of the module in `source`. An element can have several lines.
 *
 * @throws `Error` that says what was not found
 */
export function addImports(source: string, elements: readonly string[]): string {
  const masked = mask(source);
  const { open, close } = metadataOf(masked);
  const property = importsIn(masked, open, close);
  return property === undefined
    ? addProperty(source, open, close, elements)
    : addElements(source, masked, property, elements);
}

/** Finds the metadata of `AppModule`, or of the only module in the file. */
function metadataOf(masked: string): Metadata {
  const modules = [...masked.matchAll(/@Module\s*\(\s*(?=\{)/g)].map((match) => {
    const open = match.index + match[0].length;
    const close = closingOf(masked, open);
    const [, name] = /\bclass\s+(\w+)/.exec(masked.slice(close)) ?? [];
    return { open, close, name };
  });
  const found = modules.find(({ name }) => name === 'AppModule') ?? modules[0];
  if (!found || found.close < 0 || (found.name !== 'AppModule' && modules.length > 1)) {
    throw new Error('it has no @Module({ ... }) class AppModule');
  }
  return found;
}

/** Returns the position of the value of `imports`, at the top level of the metadata only. */
function importsIn(masked: string, open: number, close: number): number | undefined {
  let depth = 0;
  for (let at = open + 1; at < close; at++) {
    if ('([{'.includes(masked.charAt(at))) depth++;
    else if (')]}'.includes(masked.charAt(at))) depth--;
    if (depth > 0 || !/[\s,{]/.test(masked.charAt(at - 1))) continue;
    const [property] = /^imports\b\s*:?\s*/.exec(masked.slice(at, close)) ?? [];
    if (property) return at + property.length;
  }
  return undefined;
}

function addElements(source: string, masked: string, value: number, elements: readonly string[]): string {
  const end = masked[value] === '[' ? closingOf(masked, value) : -1;
  if (end < 0) throw new Error('the imports of its module are not a list');
  const indent = indentAt(source, value);
  const step = stepOf(indent);
  const old = source.slice(value + 1, end);
  // A list on one line is spread over several; of a longer one only the beginning changes.
  const opened = old.trim() === '' ? '' : `\n${indent}${step}${old.trim().replace(/,?$/, ',')}`;
  const rest = old.includes('\n') ? old : `${opened}\n${indent}`;
  return `${source.slice(0, value + 1)}\n${lines(elements, indent + step, step)}${rest}${source.slice(end)}`;
}

function addProperty(source: string, open: number, close: number, elements: readonly string[]): string {
  const outer = indentAt(source, open);
  const step = stepOf(outer);
  const indent = outer + step;
  const list = `\n${indent}imports: [\n${lines(elements, indent + step, step)}\n${indent}],`;
  const old = source.slice(open + 1, close);
  const opened = old.trim() === '' ? '' : `\n${indent}${old.trim()}`;
  const rest = old.includes('\n') ? old : `${opened}\n${outer}`;
  return source.slice(0, open + 1) + list + rest + source.slice(close);
}

/** The lines of the elements, with the indentation of the file. */
function lines(elements: readonly string[], indent: string, step: string): string {
  return elements
    .flatMap((element) => `${element},`.split('\n'))
    .map((line) => indent + line.replaceAll('  ', step))
    .join('\n');
}

/** The indentation of the line at `at`. */
function indentAt(source: string, at: number): string {
  const line = source.slice(source.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** One level of indentation: a tab, four spaces, or two as in Nest. */
function stepOf(indent: string): string {
  if (indent.includes('\t')) return '\t';
  return indent.length > 0 && indent.length % 4 === 0 && indent.length < 8 ? '    ' : '  ';
}
