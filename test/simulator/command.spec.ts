import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { runCommand } from '../../simulator/command/command.js';
import { readAccounts } from '../../simulator/command/accounts.js';
import { HELP as CHECK_HELP } from '../../cli/arguments.js';
import { readArguments } from '../../simulator/command/arguments.js';
import { readDuration } from '../../simulator/command/duration.js';
import { HELP } from '../../simulator/command/help.js';
import { DURATIONS, NO_DURATIONS } from '../support/durations.js';
import { loginRequest, post } from './requests.js';

/** The command at work: what it prints, and a hand on Ctrl-C. */
function run(...args: string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
  let greeted: () => void = () => undefined;
  const greeting = new Promise<void>((resolve) => (greeted = resolve));
  const stdout = (line: string) => {
    printed.push(line);
    greeted();
  };
  const stderr = (line: string) => void complaints.push(line);
  return {
    printed,
    complaints,
    interrupt,
    greeting,
    code: runCommand(args, { stdout, stderr, interrupted, version: '1.2.3' }),
  };
}

const urlIn = (text: string | undefined) => /http:\/\/127\.0\.0\.1:\d+/.exec(text ?? '')![0];

describe('esignon-simulator', () => {
  it('prints its options, in Korean and English', async () => {
    const { code, printed } = run('--help');
    expect(await code).toBe(0);
    expect(printed[0]).toContain('비밀번호 · password');
    for (const option of [
      'port',
      'host',
      'company',
      'email',
      'password',
      'token-lifetime',
      'single-session',
      'latency',
      'search-delay',
      'file',
      'version',
    ])
      expect(printed[0]).toContain(`--${option} `);
  });

  it('prints the calls it serves, its control and its faults', async () => {
    const { code, printed } = run('--help');
    await code;
    for (const text of [
      'POST     /api/{companyId}/startsimple 5005Q',
      'GET|POST /mail/sign',
      'POST   /_simulator/documents/:id/approve',
      'slow-body',
      'out-of-order',
    ])
      expect(printed[0]).toContain(text);
  });

  it('prints its version', async () => {
    const { code, printed } = run('--version');
    expect(await code).toBe(0);
    expect(printed).toEqual(['1.2.3']);
  });

  it('serves every company of the command line and of the file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'esignon-')), 'world.json');
    const world = {
      companies: {
        filed: {
          members: { 'kim@example.com': 'first' },
          templates: [{ id: 7, name: 'Form', fields: ['Text_1'] }],
          documents: [{ templateId: 7, name: 'Offer', signers: [{ name: 'B', email: 'b@example.com' }] }],
        },
      },
      settings: { latency: 1, contract: { v3Ids: 'string' } },
    };
    writeFileSync(file, JSON.stringify(world));
    const { greeting, printed, interrupt, code } = run(
      ...['--port', '0', '--file', file, '--company', 'a', '--email', 'x@a.example', '--password', '1'],
      ...['--email', 'y@a.example', '--password', '2', '--company', 'b', '--quiet'],
    );
    await greeting;
    const url = urlIn(printed[0]);
    const token = async (companyId: string, email: string, password: string) => {
      const response = await fetch(
        `${url}/api/${companyId}/login`,
        loginRequest({ companyId, email, password }),
      );
      return ((await response.json()) as { body: { access_token?: string } }).body.access_token;
    };
    expect(await token('a', 'x@a.example', '1')).toBeDefined();
    expect(await token('a', 'y@a.example', '2')).toBeDefined();
    expect(await token('b', 'guide@example.com', 'simulator-password')).toBeDefined();
    expect(await token('testapi', 'guide@example.com', 'simulator-password')).toBeUndefined();
    const authorization = `esignon ${await token('filed', 'kim@example.com', 'first')}`;
    const list = await fetch(`${url}/api/v3/workflows`, { headers: { authorization } });
    expect(await list.json()).toEqual({
      workflow_list: [expect.objectContaining({ workflow_id: '10001', workflow_name: 'Offer' })],
    });
    interrupt();
    await code;
  });

  it.each([
    ['no JSON', '{', 'must hold a JSON object'],
    ['a key that is none', '{"company":{}}', "has 'company'"],
    ['a setting that is none', '{"settings":{"contract":{"v3Id":1}}}', 'There is no setting contract.v3Id'],
    ['a wrong setting', '{"settings":{"latency":"5s"}}', 'latency must be a number of ms'],
    ['a company without members', '{"companies":{"acme":{}}}', 'companies.acme.members must be'],
  ])('explains what is wrong with a file: %s', async (_, text, explanation) => {
    const file = join(mkdtempSync(join(tmpdir(), 'esignon-')), 'world.json');
    writeFileSync(file, text);
    const { code, complaints } = run('--port', '0', '--file', file);
    expect(await code).toBe(2);
    expect(complaints.join()).toContain(explanation);
  });

  it('serves until it is interrupted, with a curl line that logs in', async () => {
    const { greeting, printed, interrupt, code } = run(
      '--port',
      '0',
      '--company',
      'acme',
      '--password',
      "it's",
    );
    await greeting;
    const url = urlIn(printed[0]);
    const [, address, body] = /curl -s '(.*?)' -H 'Content-Type: application\/json' -d '(.*)'$/m.exec(
      printed[0]!,
    )!;
    expect(address).toBe(`${url}/api/acme/login`);
    const response = await fetch(address!, post(body!.replaceAll(`'\\''`, "'")));
    expect(await response.json()).toMatchObject({ header: { result_code: '00' } });
    expect(printed[1]).toBe('POST /api/acme/login → 200 00');
    interrupt();
    expect(await code).toBe(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('takes times with units, and is silent on request', async () => {
    const { greeting, printed, interrupt, code } = run(
      ...['--port', '0', '--token-lifetime', '2m', '--latency', '1ms', '--single-session', '--quiet'],
    );
    await greeting;
    const before = Date.now();
    const response = await fetch(`${urlIn(printed[0])}/api/testapi/login`, loginRequest());
    const { body } = (await response.json()) as { body: { expire_date: string } };
    const end = Date.parse(`${body.expire_date.replace(' ', 'T')}+09:00`);
    expect(end - before).toBeGreaterThan(118_000);
    expect(end - before).toBeLessThan(150_000);
    expect(printed).toHaveLength(1);
    interrupt();
    await code;
  });

  it.each([
    [['--port', 'x'], '--port must be'],
    [['--port', '65536'], '--port must be'],
    [['--latency', '1y'], '--latency must be'],
    [['--token-lifetime', ''], '--token-lifetime must be'],
    [['--typo'], "'--typo'"],
    [['--company', 'a', '--company', 'a'], '--company a is given twice'],
    [['--file', '/nowhere.json'], 'ENOENT'],
    [['argument'], "'argument'"],
  ])('explains what is wrong with %j', async (args, text) => {
    const { code, complaints, printed } = run(...args);
    expect(await code).toBe(2);
    expect(complaints.join()).toContain(text);
    expect(complaints.join()).toMatch(/See --help\.$/);
    expect(printed).toEqual([]);
  });

  it('says what to do about a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { code, complaints } = run('--port', String((server.address() as AddressInfo).port));
    expect(await code).toBe(2);
    expect(complaints.join()).toMatch(/EADDRINUSE.*Choose another --port/);
    server.close();
  });
});

describe('a duration', () => {
  it.each([...DURATIONS, ['0', 0], ['12h', 43_200_000], ['30d', 2_592_000_000]] as const)(
    '%s is %i ms',
    (text, ms) => expect(readDuration('--x', text)).toBe(ms),
  );

  it.each(NO_DURATIONS)('%j is none', (text) => {
    expect(() => readDuration('--x', text)).toThrow(/^--x must be a time/);
  });

  it.each(['latency', 'search-delay', 'token-lifetime'])('is what --%s takes', (option) => {
    for (const [text, ms] of DURATIONS) {
      const { simulator } = readArguments([`--${option}=${text}`]);
      expect(simulator).toMatchObject({
        [option.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())]: ms,
      });
    }
  });

  it.each([CHECK_HELP, HELP])('is explained in the help of both commands in the same words', (help) => {
    expect(help).toMatch(/^ {2}<time> .*5m, 20s, 500ms; 단위가 없으면 밀리초 · a bare number is ms$/m);
  });
});

describe('the members of the command line', () => {
  const read = (...options: string[]) =>
    readAccounts(
      options.map((option) => {
        const [name = '', value = ''] = option.split('=');
        return { name, value };
      }),
    ).map(({ companyId, email, password }) => `${companyId}/${email}/${password}`);
  const [mail, secret] = ['guide@example.com', 'simulator-password'];

  it.each([
    [[], []],
    [['company=a'], [`a/${mail}/${secret}`]],
    [['password=x'], [`testapi/${mail}/x`]],
    [['email=e', 'password=p', 'company=a'], ['a/e/p']],
    [
      ['company=a', 'email=e', 'company=b', 'password=p'],
      [`a/e/${secret}`, `b/${mail}/p`],
    ],
    [
      ['company=a', 'email=e', 'password=1', 'email=f', 'password=2'],
      ['a/e/1', 'a/f/2'],
    ],
    [
      ['email=e', 'email=f', 'company=a'],
      [`a/e/${secret}`, `a/f/${secret}`],
    ],
  ])('%j are %j', (options, accounts) => expect(read(...options)).toEqual(accounts));

  it.each([
    [['company=a', 'company=b', 'company=a'], '--company a is given twice'],
    [['company=a', 'password=1', 'password=2'], '--password is given twice'],
    [['company=a', 'email=e', 'email=e'], "The member 'a e' is given twice"],
  ])('%j are refused', (options, message) => expect(() => read(...options)).toThrow(message));
});
