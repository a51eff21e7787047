/** Rows of cells as text: columns aligned, or in Markdown. */
export function table(rows, { markdown }) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)));
  const line = (cells) => cells.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length));
  const rule = widths.map((width) => '-'.repeat(width));
  const [head, ...body] = [...rows.slice(0, 1), rule, ...rows.slice(1)].map(line);
  if (markdown) return [head, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return [head, ...body].map((cells) => cells.join('  ').trimEnd()).join('\n');
}
