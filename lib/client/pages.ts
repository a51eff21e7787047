import { call } from './call.js';
import type { Connection } from './connection.js';
import { readItems, readRows } from './document-reader.js';
import type { EsignonDocumentItem, EsignonDocumentPage, EsignonListQuery } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';
import { integerProblem, requireValid } from './limits.js';
import { count, present } from './values.js';

/** The number of rows in the vendor's documentation. Whether more are possible is not documented. */
const MOST_ROWS = 50;

/** A page, and how many rows it had: one without an ID is no document, and still a row. */
interface CountedPage {
  readonly page: EsignonDocumentPage;
  readonly rows: number;
}

/** One page of the company's documents. */
export async function readPage(
  connection: Connection,
  query: EsignonListQuery,
): Promise<EsignonDocumentPage> {
  return (await readCountedPage(connection, query)).page;
}

async function readCountedPage(
  connection: Connection,
  { page = 1, pageSize = MOST_ROWS, signal }: EsignonListQuery,
): Promise<CountedPage> {
  requireValid('documents.list()', [
    integerProblem('page', page),
    integerProblem('pageSize', pageSize, MOST_ROWS),
  ]);
  const query = { page, rows: pageSize };
  return call(connection, ENDPOINTS.list, { query, signal }, (body) => {
    const found = readDocumentPage(body);
    return found && { page: found, rows: readRows(body)?.length ?? 0 };
  });
}

/** `undefined` where there is no list. */
export function readDocumentPage(body: object): EsignonDocumentPage | undefined {
  const items = readItems(body);
  return items && { items, ...present({ total: count(body, 'total') }) };
}

/**
 * The documents of all pages from `query.page` on. It ends with a page that is not full, or that brings nothing new:
 * documents move to later pages while one reads, and a server may answer its last page again and again.
 *
 * @param asMade runs each call in the scope in which the iteration was made (A1)
 */
export async function* allPages(
  connection: Connection,
  query: EsignonListQuery,
  asMade: <T>(fn: () => T) => T,
): AsyncGenerator<EsignonDocumentItem, void, void> {
  const { page: first = 1, pageSize = MOST_ROWS } = query;
  const seen = new Set<string>();
  for (let page = first; ; page++) {
    const counted = await asMade(() => readCountedPage(connection, { ...query, page }));
    const fresh = counted.page.items.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    yield* fresh;
    if (counted.rows < pageSize || fresh.length === 0) return;
  }
}
