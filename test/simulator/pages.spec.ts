import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CALLBACK_FAULT_KINDS } from '../../simulator/callbacks/callback-faults.js';
import { CALLS, pathText } from '../../simulator/calls/calls.js';
import { CONTROL } from '../../simulator/control/control.js';
import { FAULT_KINDS } from '../../simulator/faults/fault-queue.js';
import { DEFAULT_CONTRACT } from '../../simulator/options.js';

/** The rows of the tables of a page, cell by cell. */
function rowsOf(path: string): string[][] {
  const page = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  return page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
}

describe.each(['docs/guides/simulator.md', 'docs/ko/guides/simulator.md'])('%s', (path) => {
  const rows = rowsOf(path);
  const first = rows.map(([cell]) => cell);

  it('lists every call, with its mark', () => {
    const listed = rows
      .filter(([, , mark = '']) => /^[DFI]$/.test(mark))
      .map(([, call, mark]) => [call, mark]);
    expect(listed).toEqual(
      CALLS.map((row) => {
        const code = 'requestCode' in row ? ` ${row.requestCode}` : '';
        return [`\`${row.methods.join(', ')} ${pathText(row)}\`${code}`, row.mark];
      }),
    );
  });

  it('lists the control', () => {
    const listed = first.filter((cell) => cell?.includes('/_simulator'));
    expect(listed).toEqual(CONTROL.map(({ method, path: below }) => `\`${method} /_simulator${below}\``));
  });

  it('lists the switches with their defaults', () => {
    const listed = rows.filter(([key = '']) => key.slice(1, -1) in DEFAULT_CONTRACT);
    expect(listed.map(([key, values = '']) => [key, values.split(',')[0]])).toEqual(
      Object.entries(DEFAULT_CONTRACT).map(([key, value]) => [`\`${key}\``, `\`${value}\``]),
    );
  });

  it('lists the faults', () => {
    const kinds = [...FAULT_KINDS, ...CALLBACK_FAULT_KINDS];
    expect(first.filter((cell) => kinds.includes(cell?.slice(1, -1) ?? '')).sort()).toEqual(
      kinds.map((kind) => `\`${kind}\``).sort(),
    );
  });
});
