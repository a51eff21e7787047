import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** A fenced block of a page. */
export interface Snippet {
  /** The page, from the root. */
  readonly page: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  /** The words behind the fence: the language, and what is to be done with it. */
  readonly words: readonly string[];
  readonly code: string;
}

export interface Link {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

/** A Markdown page, read as far as the tests of the documentation need. */
export class Page {
  readonly path: string;
  readonly snippets: readonly Snippet[];
  /** The page with its fenced blocks emptied, so that lines keep their numbers. */
  readonly prose: readonly string[];

  constructor(path: string) {
    this.path = path;
    const snippets: Snippet[] = [];
    const prose: string[] = [];
    let open: { line: number; words: string[]; code: string[] } | undefined;
    for (const [index, text] of readFileSync(join(ROOT, path), 'utf8').split('\n').entries()) {
      const fence = /^\s*```(.*)$/.exec(text);
      if (fence && !open) open = { line: index + 2, words: (fence[1] ?? '').trim().split(/\s+/), code: [] };
      else if (fence && open) {
        snippets.push({ page: path, line: open.line, words: open.words, code: open.code.join('\n') });
        open = undefined;
      } else if (open) open.code.push(text);
      prose.push(fence || open ? '' : text);
    }
    if (open) throw new Error(`${path}:${open.line - 1}: the block is never closed`);
    this.snippets = snippets;
    this.prose = prose;
  }

  /** The anchors that GitHub gives the headings. */
  get anchors(): Set<string> {
    const seen = new Map<string, number>();
    const anchors = this.prose.flatMap((line) => {
      const title = /^#{1,6} (.+)$/.exec(line)?.[1];
      if (title === undefined) return [];
      const slug = slugOf(title);
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return [count === 0 ? slug : `${slug}-${count}`];
    });
    return new Set(anchors);
  }

  get links(): Link[] {
    return this.prose.flatMap((text, index) =>
      [...text.replaceAll(/`[^`]*`/g, '``').matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => ({
        page: this.path,
        line: index + 1,
        target,
      })),
    );
  }

  /** The rows of the first table below a heading, without head and rule: the text of each cell. */
  table(heading: string): string[][] {
    const start = this.prose.findIndex((line) => /^#{1,6} /.test(line) && line.endsWith(` ${heading}`));
    if (start < 0) throw new Error(`${this.path} has no heading '${heading}'`);
    const first = this.prose.findIndex((line, index) => index > start && line.startsWith('|'));
    const rows: string[][] = [];
    for (let index = first; this.prose[index]?.startsWith('|'); index++)
      rows.push(cellsOf(this.prose[index]!));
    return rows.slice(2);
  }
}

function slugOf(title: string): string {
  const text = title.replaceAll(/`/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The first `code` of a cell. */
export function codeOf(cell: string | undefined): string | undefined {
  return /`([^`]+)`/.exec(cell ?? '')?.[1];
}
