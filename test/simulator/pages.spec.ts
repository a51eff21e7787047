import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CALLBACK_FAULT_KINDS } from '../../simulator/callbacks/callback-faults.js';
import { CALLS, pathText } from '../../simulator/calls/calls.js';
import { readArguments } from '../../simulator/command/arguments.js';
import { greeting } from '../../simulator/command/greeting.js';
import { HELP } from '../../simulator/command/help.js';
import { CONTROL } from '../../simulator/control/control.js';
import { FAULT_KINDS } from '../../simulator/faults/fault-queue.js';
import { DEFAULT_CONTRACT } from '../../simulator/options.js';

/** The rows of the tables of a page, cell by cell. */
function rowsOf(text: string): string[][] {
  return text
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
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const rows = rowsOf(text);
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

  /** The block that is marked so. */
  const block = (mark: string): string | undefined =>
    new RegExp(`^\`\`\`text ${mark}\\n([^]*?)\\n\`\`\`$`, 'm').exec(text)?.[1];

  it('shows the greeting of the command that it shows', () => {
    const command = /esignon-simulator (--company .*)$/m.exec(text)?.[1]?.split(' ') ?? [];
    const { companies } = readArguments(command).simulator;
    expect(block('greeting')).toBe(greeting('http://127.0.0.1:4100', companies).trim());
  });

  it('shows the options of the help, word by word', () => {
    const [options] = HELP.split('\n\n이싸인온 호출');
    expect(block('help')).toBe(options);
  });

  it('lists the faults', () => {
    const kinds = [...FAULT_KINDS, ...CALLBACK_FAULT_KINDS];
    expect(first.filter((cell) => kinds.includes(cell?.slice(1, -1) ?? '')).sort()).toEqual(
      kinds.map((kind) => `\`${kind}\``).sort(),
    );
  });
});
