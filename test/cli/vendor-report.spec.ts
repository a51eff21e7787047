import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { shapeOfJson } from '../../cli/vendor-report/shape.js';
import type { VendorReport } from '../../cli/vendor-report/report.js';
import { EsignonSimulator, type EsignonSimulatorOptions } from '../../lib/testing/index.js';
import { readArguments } from '../../simulator/command/arguments.js';
import { leaksOf } from '../support/leaks.js';
import { ACCOUNT, environment, run } from './run.js';

let folder: string;
let simulator: EsignonSimulator | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'esignon-report-'));
});
afterEach(async () => {
  await simulator?.stop();
  simulator = undefined;
  rmSync(folder, { recursive: true });
});

/** Runs `check --report` against a simulator, which stays for the test to look at. */
async function reportOf(options: EsignonSimulatorOptions = {}, ...args: string[]) {
  await simulator?.stop();
  simulator = await EsignonSimulator.start(options);
  const path = join(folder, 'report.json');
  const { code, out, err } = await run(environment(simulator.url), [
    'check',
    '--lang',
    'en',
    '--report',
    path,
    ...args,
  ]);
  const text = readFileSync(path, 'utf8');
  return { path, text, report: JSON.parse(text) as VendorReport, code, out, err };
}

const CONTRACTS: NonNullable<EsignonSimulatorOptions['contract']>[] = [
  {},
  { v3Status: 'workflow_status', v3Ids: 'string' },
  { v3Failure: 'envelope', v3Document: 'seen' },
  { worklistIds: 'number', v2Header: 'Authentication' },
  {
    v3Status: 'workflow_status',
    v3Failure: 'envelope',
    v3Ids: 'string',
    v3Document: 'seen',
    worklistIds: 'number',
    v2Header: 'Authentication',
  },
];

describe('check --report', () => {
  it.each(CONTRACTS)('makes a simulator that answers as the one that was asked: %j', async (contract) => {
    const { report, path } = await reportOf({ contract });
    expect(report.contract).toEqual({
      v3Status: 'status',
      v3Failure: 'plain',
      v3Ids: 'number',
      v3Document: 'full',
      worklistIds: 'string',
      v2Header: 'Authorization',
      ...contract,
    });
    const loaded = { ...readArguments(['--contract', path]).simulator, port: 0 };
    const again = await reportOf({ ...loaded, control: false });
    expect(again.report).toEqual(report);
    expect((await reportOf({ contract: report.contract })).report.answers).toEqual(report.answers);
  });

  it.each(['vendor', 'iso', 'compact', 'epoch-seconds', 'epoch-ms'] as const)(
    'names the format of expire_date and the lifetime: %s',
    async (expireDateFormat) => {
      const { report } = await reportOf({ expireDateFormat, tokenLifetime: 7_200_000 });
      expect(report.expireDateFormat).toBe(expireDateFormat);
      expect(report.tokenLifetime).toBe(7_200_000);
    },
  );

  it('shows a format that the simulator does not know, digits replaced', async () => {
    const { report } = await reportOf({ expireDateFormat: () => '2099-12-24T04:23:28' });
    expect(report).toMatchObject({ expireDate: '9999-99-99T99:99:99' });
    expect(report.expireDateFormat).toBeUndefined();
  });

  it('leaves out what an empty company does not show', async () => {
    const { report } = await reportOf({
      companies: { [ACCOUNT.companyId]: { members: { [ACCOUNT.email]: ACCOUNT.password }, templates: [] } },
    });
    expect(report.contract).toEqual({ v3Failure: 'plain', v2Header: 'Authorization' });
    expect(report.answers).not.toHaveProperty('v3Document');
  });

  it('logs in once, and otherwise reads only', async () => {
    await reportOf();
    const calls = simulator!.journal.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
    expect(calls).toEqual([
      `POST /api/${ACCOUNT.companyId}/login`,
      'GET /api/v3/workflows',
      'GET /api/v2/company',
      'GET /worklists/new',
      expect.stringMatching(/^GET \/api\/v3\/workflows\/\d+$/),
      'GET /api/v3/workflows/0',
    ]);
  });

  it('holds no secret, and nothing of the company or its documents', async () => {
    const { text, out } = await reportOf();
    const accessToken = simulator!.tokens[0]!.accessToken;
    for (const secret of [accessToken, ACCOUNT.password, ACCOUNT.email])
      expect(leaksOf({ text, out }, secret)).toEqual([]);
    expect(text).not.toContain(ACCOUNT.companyId);
    expect(text).not.toContain('127.0.0.1');
    expect(text).not.toMatch(/[가-힣]|@/);
  });

  it('shows statuses, headers and forms where a call fails', async () => {
    simulator = await EsignonSimulator.start();
    const path = join(folder, 'report.json');
    simulator.fault({ kind: 'status', status: 503, when: ({ path }) => path === '/worklists/new' });
    await run(environment(simulator.url), ['check', '--report', path]);
    const { answers } = JSON.parse(readFileSync(path, 'utf8')) as VendorReport;
    expect(answers['worklist']).toMatchObject({ status: 503 });
    expect(answers['v2Company']).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringContaining('application/json') },
      body: { header: { result_code: "'00'" }, body: { create_date: '9999-99-99 99:99:99.9' } },
    });
  });

  it('says where the report is, and writes none without a login', async () => {
    const { out, path, code } = await reportOf();
    expect(code).toBe(0);
    expect(out).toContain(`The report is in '${path}'`);
    const none = join(folder, 'none.json');
    const failed = await run({ ...environment(simulator!.url), ESIGNON_PASSWORD: 'wrong' }, [
      'check',
      '--report',
      none,
    ]);
    expect(failed.code).toBe(1);
    expect(failed.out).not.toContain(none);
    expect(() => readFileSync(none)).toThrow('ENOENT');
  });

  it('names a path that cannot be written', async () => {
    simulator = await EsignonSimulator.start();
    const path = join(folder, 'missing', 'report.json');
    const { code, err } = await run(environment(simulator.url), ['check', '--lang', 'en', '--report', path]);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(`--report: cannot write '${path}' (ENOENT).`),
    });
  });
});

describe('shapeOfJson', () => {
  it.each([
    ['kim@example.com', 'string'],
    ['', 'empty string'],
    ['01012345678', 'string of digits'],
    ['2026-12-24 04:23:28.0', '9999-99-99 99:99:99.9'],
    ['2026-12-24T04:23:28.123+09:00', '9999-99-99T99:99:99.999+99:99'],
    [7, 'number'],
    [null, 'null'],
    [
      { status: 'Playing', name: 'Playing' },
      { status: "'Playing'", name: 'string' },
    ],
    [{ status: 'a secret, with spaces' }, { status: 'string' }],
    [{ '김 부장': 1 }, { '(other)': 'number' }],
    [
      [1, 2, 'x', { a: '' }],
      ['number', 'string', { a: 'empty string' }],
    ],
  ])('of %j is %j', (value, shape) => {
    expect(shapeOfJson(value)).toEqual(shape);
  });
});

describe('esignon-simulator --contract', () => {
  const fileOf = (content: unknown): string => {
    const path = join(folder, 'file.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  it('goes over the settings of --file, and --token-lifetime over both', () => {
    const report = fileOf({ contract: { v3Ids: 'string' }, tokenLifetime: 1000, answers: {} });
    const world = join(folder, 'world.json');
    writeFileSync(
      world,
      JSON.stringify({ settings: { latency: 5, contract: { v3Status: 'workflow_status' } } }),
    );
    const read = (...more: string[]) =>
      readArguments(['--file', world, '--contract', report, ...more]).simulator;
    expect(read()).toMatchObject({
      latency: 5,
      tokenLifetime: 1000,
      contract: { v3Ids: 'string', v3Status: 'workflow_status' },
    });
    expect(read('--token-lifetime', '5s').tokenLifetime).toBe(5000);
  });

  it('refuses a file that is no report', () => {
    expect(() => readArguments(['--contract', fileOf([])])).toThrow(
      "must hold a JSON object with 'contract'",
    );
    expect(() => readArguments(['--contract', fileOf({ contract: { v3Ids: 'maybe' } })])).toThrow(
      'contract.v3Ids must be one of number, string.',
    );
  });
});
