import { mask } from './mask.js';

/** An import statement in masked code. */
const IMPORT = /^import\b[^'"]*(['"])[^'"]*\1[^\n]*\n?/gm;

/** Adds an import of `names`: to an existing import from `from`, or on a line after the last import. */
export function addImportLine(source: string, names: readonly string[], from: string): string {
  const statements = [...mask(source).matchAll(IMPORT)].map(({ index, 0: { length } }) => {
    return { start: index, end: index + length, text: source.slice(index, index + length) };
  });
  const same = statements.find(({ text }) =>
    new RegExp(`^import\\s*\\{[^}]*\\}[^}]*['"]${from}['"]`).test(text),
  );
  if (same) {
    const text = addNames(same.text, names);
    return source.slice(0, same.start) + text + source.slice(same.end);
  }
  const last = statements.at(-1);
  const quote = last?.text.includes('"') ? '"' : "'";
  const end = last && !/;\s*$/.test(last.text) ? '' : ';';
  const line = `import { ${names.join(', ')} } from ${quote}${from}${quote}${end}\n`;
  const at = last?.end ?? 0;
  const isOpen = last !== undefined && !last.text.endsWith('\n');
  return source.slice(0, at) + (isOpen ? '\n' : '') + line + source.slice(at);
}

/** Adds the missing names to the braces of an import. */
function addNames(statement: string, names: readonly string[]): string {
  const [, inside = ''] = /\{([^}]*)\}/.exec(statement) ?? [];
  const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(inside));
  if (missing.length === 0) return statement;
  const before = inside.replace(/[\s,]*$/, '');
  const after = inside.includes('\n') ? `,\n  ${missing.join(',\n  ')},\n` : `, ${missing.join(', ')} `;
  return statement.replace(/\{[^}]*\}/, () => `{${before}${after}}`);
}
