import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { runCommand } from '../../simulator/command.js';
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
    code: runCommand(args, { stdout, stderr, interrupted }),
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
    ])
      expect(printed[0]).toContain(`--${option} `);
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
