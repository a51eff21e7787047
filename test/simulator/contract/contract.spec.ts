import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CALLS } from '../../../simulator/calls/calls.js';
import { post } from '../requests.js';
import { count, differences } from './shape.js';
import { CONTRACT, type ContractCall, type Request } from './table.js';
import { startWorld, tokenOfCompany, type World } from './world.js';

let world: World;
// v3 as public code has seen it; what it may have beyond that is tested in documents-v3.spec.ts.
beforeEach(async () => void (world = await startWorld({ contract: { v3Document: 'seen' } })));
afterEach(() => world.sim.stop());

async function send({ path, body, company = 'acme' }: Request): Promise<Response> {
  const headers = { authorization: `esignon ${await tokenOfCompany(world.sim, company)}` };
  return fetch(world.sim.url + path, body === undefined ? { headers } : post(body, headers));
}

interface Header {
  response_code: string;
  result_code: string;
}

const json = async (response: Response) => (await response.json()) as { header: Header; body: unknown };
const isEnvelope = (call: ContractCall) => call.responseCode !== undefined;

describe.each(CONTRACT)('$name', (call) => {
  it('answers with the fields of the contract, of its types, and no other', async () => {
    const response = await send(call.request(world));
    expect(response.status).toBe(200);
    const answer = await json(response);
    expect(differences(isEnvelope(call) ? answer.body : answer, call.answer)).toEqual([]);
    if (call.responseCode) {
      expect(answer.header).toEqual({
        response_code: call.responseCode(world),
        result_code: '00',
        result_msg: expect.any(String),
        session_id: '',
      });
    }
  });

  const failures = Object.entries(call.failures).flatMap(([code, requests]) =>
    requests.map((request, index) => ({ code, request, case: index + 1 })),
  );
  if (failures.length > 0) {
    it.each(failures)('answers $code, case $case', async ({ code, request }) => {
      const response = await send(request(world));
      if (!isEnvelope(call)) expect(String(response.status)).toBe(code);
      else {
        expect(response.status).toBe(200);
        expect((await json(response)).header.result_code).toBe(code);
      }
    });
  }

  if (!call.name.includes('login')) {
    it('rejects a token that is not known', async () => {
      const { path, body } = call.request(world);
      const headers = { authorization: 'esignon unknown' };
      const response = await fetch(
        world.sim.url + path,
        body === undefined ? { headers } : post(body, headers),
      );
      if (!isEnvelope(call)) expect(response.status).toBe(401);
      else {
        expect((await json(response)).header).toMatchObject({
          response_code: call.responseCode?.(world),
          result_code: '94',
        });
      }
    });
  }
});

describe('the table', () => {
  it('has every call that the simulator serves, but pages and files', async () => {
    const requests = CONTRACT.map((call) => call.request(world));
    const missing = CALLS.filter(({ path, ...row }) => {
      const code = 'requestCode' in row ? row.requestCode : undefined;
      return !requests.some((request) => {
        const { header } = (request.body ?? {}) as { header?: { request_code?: string } };
        const fits = path.test(request.path.split('?')[0]!);
        return fits && (code === undefined || code === header?.request_code);
      });
    });
    expect(missing.map(({ name }) => name)).toEqual(['sign page', 'old sign page', 'file']);
  });

  it('holds as many calls, fields and codes as docs/guides/simulator.md says', () => {
    const sum = (of: (call: ContractCall) => number) => CONTRACT.reduce((total, call) => total + of(call), 0);
    expect({
      calls: CONTRACT.length,
      fields: sum(({ answer }) => count(answer)),
      codes: sum(({ failures }) => Object.keys(failures).length),
      refusals: sum(({ failures }) => Object.values(failures).flat().length),
    }).toEqual({ calls: 25, fields: 215, codes: 45, refusals: 95 });
  });
});
