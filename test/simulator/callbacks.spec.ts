import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { EsignonSimulatorCallback } from '../../lib/testing/index.js';
import { isPosted } from '../../simulator/callbacks/callback-rules.js';
import { listen } from '../support/vendor.js';
import { startWorld, tokenOfCompany, type World } from './contract/world.js';
import { call, envelope } from './requests.js';

/** What the forms hold between them, as far as these tests look into it. */
interface Body {
  readonly status: string;
  readonly sign_url: string;
  readonly download_url: string;
  readonly cert_url: string;
  readonly body: object;
}

interface Posted {
  readonly headers: Record<string, unknown>;
  readonly body: Body;
}

let world: World;
let token: string;
let receiver: Awaited<ReturnType<typeof listen>>;
let posted: Posted[];
/** What the receiver answers; replaced by tests. */
let answer: { status: number; body: string } | 'none';

beforeEach(async () => {
  posted = [];
  answer = { status: 200, body: 'ok' };
  receiver = await listen((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      posted.push({ headers: request.headers, body: JSON.parse(text) });
      if (answer !== 'none') response.writeHead(answer.status).end(answer.body);
    });
  });
  world = await startWorld();
  token = await tokenOfCompany(world.sim, 'acme');
});
afterEach(async () => {
  await world.sim.stop();
  await receiver.stop();
});

const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T;

async function startV3(info: object = {}): Promise<number> {
  const body = {
    workflow_name: 'Offer',
    template_id: 7,
    recipient_list: [
      { order: 1, name: 'B', email: 'b@acme.example' },
      { order: 2, name: 'C', email: 'c@acme.example' },
    ],
    field_list: [{ name: 'Text_1', value: 'x' }],
    export_api_info: { url: receiver.url, authorization: 'secret', api_type: 'ALL', ...info },
  };
  const started = call(world.sim, '/api/v3/workflows/start', token, body);
  return (await json<{ workflow_id: number }>(started)).workflow_id;
}

async function startOld(info: unknown): Promise<string> {
  const body = envelope('5005Q', {
    workflow_name: 'Offer',
    doc_id: '7',
    memb_email: world.manager,
    player_list: [
      { field_owner: '1', name: 'B', email: 'b@acme.example' },
      { field_owner: '2', name: 'C', email: 'c@acme.example' },
    ],
    field_list: [{ field_name: 'Text_1', field_value: 'x' }],
    export_api_info: info,
  });
  const started = call(world.sim, '/api/acme/startsimple', token, body);
  return (await json<{ body: { workflow_id: string } }>(started)).body.workflow_id;
}

const bodies = async () => {
  await world.sim.callbacksSettled();
  return posted.map(({ body }) => body);
};
const statuses = async () => (await bodies()).map(({ status }) => status);

describe('callbacks', () => {
  it('are posted for each step, with the authorization, and are listed with their answers', async () => {
    const id = await startV3();
    world.sim.approveStep(id, { comment: 'fine' });
    world.sim.approveStep(id);
    const [first, second] = await bodies();
    expect(first).toMatchObject({ workflow_id: id, status: 'Playing', worktype: 'CF', opinion: 'fine' });
    expect(second).toMatchObject({ workflow_id: id, status: 'Complete', useremail: 'c@acme.example' });
    expect(posted[0]!.headers).toMatchObject({ authorization: 'secret' });
    expect(world.sim.callbacks).toEqual([
      expect.objectContaining({
        documentId: String(id),
        url: receiver.url,
        status: 200,
        answer: 'ok',
        body: first,
      }),
      expect.objectContaining({ status: 200, body: second }),
    ]);
  });

  it('are posted for rejections and for changes by the API', async () => {
    const [rejected, canceled] = [await startV3(), await startV3()];
    world.sim.rejectStep(rejected);
    const change = {
      comp_id: 'acme',
      memb_email: world.manager,
      workflow_id: String(canceled),
      command: 'CANCEL',
    };
    await call(world.sim, '/JEDOC/Common.do', token, envelope('1510Q', change));
    expect(await bodies()).toEqual([
      expect.objectContaining({ workflow_id: rejected, status: 'Canceled', worktype: 'RT' }),
      expect.objectContaining({ workflow_id: canceled, status: 'Canceled', worktype: '' }),
    ]);
  });

  it('are not posted for a document without a URL', async () => {
    world.sim.approveStep(await startV3({ url: undefined, is_embed: true }));
    world.sim.approveStep(world.playing);
    expect(await bodies()).toEqual([]);
    expect(world.sim.callbacks).toEqual([]);
  });

  it.each([
    ['ALL', 'approved', 2, 'Playing', true],
    ['ALL', 'changed', 1, 'Canceled', true],
    ['StartAndEnd', 'approved', 1, 'Playing', true],
    ['StartAndEnd', 'approved', 2, 'Playing', false],
    ['StartAndEnd', 'approved', 3, 'Complete', true],
    ['StartAndEnd', 'rejected', 1, 'Canceled', true],
    ['StartAndEnd', 'changed', 1, 'Canceled', false],
  ] as const)('with %s: %s at step %i, now %s: %s', (apiType, action, step, status, expected) => {
    expect(isPosted(apiType, { action, step }, { status })).toBe(expected);
  });
});

describe('the v3 form', () => {
  it('is flat, and has the listed fields under their new names', async () => {
    world.sim.approveStep(await startV3({ field_names: [{ field_name: 'Text_1', new_name: 'order' }] }));
    const [body] = await bodies();
    expect(body).toMatchObject({
      order: 'x',
      workflow_id: expect.any(Number),
      client_id: expect.any(String),
    });
    expect(body).not.toHaveProperty('sign_url');
  });

  it('has the next page, then the files, where the document is embedded', async () => {
    const id = await startV3({ is_embed: true, link_type: 'download' });
    world.sim.approveStep(id);
    world.sim.approveStep(id);
    const [playing, complete] = (await bodies()) as [Body, Body];
    expect((await fetch(playing.sign_url)).status).toBe(200);
    expect(complete).not.toHaveProperty('sign_url');
    for (const url of [complete.download_url, complete.cert_url])
      expect((await fetch(url)).headers.get('content-type')).toBe('application/pdf');
  });

  it('has viewers instead of files without link_type', async () => {
    world.sim.completeDocument(await startV3({ is_embed: true }));
    const complete = (await bodies()).at(-1)!;
    expect((await fetch(complete.download_url)).headers.get('content-type')).toMatch(/^text\/html/);
  });
});

describe('the old form', () => {
  const info = (more: object = {}) => ({ url: receiver.url, authorization: 'secret', ...more });

  it('has a header and a body, with the date in UTC', async () => {
    const id = await startOld(info({ request_code: 'free text' }));
    world.sim.approveStep(id);
    expect(await bodies()).toEqual([
      {
        header: {
          api_name: 'export',
          session_id: 'S1001',
          request_code: 'free text',
          authorization: 'secret',
        },
        body: {
          wfuid: id,
          wfluid: '0',
          clientid: 'esignon-simulator',
          processid: '1',
          actionid: '1',
          requestid: 'free text',
          useremail: 'b@acme.example',
          opinion: '',
          worktype: 'CF',
          workdatetime: '2026-12-24 03:00:00.0',
          status: 'Playing',
        },
      },
    ]);
    expect(posted[0]!.headers).toMatchObject({ authorization: 'secret' });
  });

  it('has the requested values beside the fixed keys, which win', async () => {
    const request_params = [
      { param_id: 'my_text', param_value: 'none', fields: [{ doc_id: '7', field_name: 'Text_1' }] },
      { param_id: 'order', param_value: '4711' },
      { param_id: 'status', param_value: 'Complete' },
    ];
    world.sim.approveStep(await startOld(info({ request_params })));
    expect((await bodies())[0]!.body).toMatchObject({ my_text: 'x', order: '4711', status: 'Playing' });
  });

  it('names the next signer, then the files, where the document is embedded', async () => {
    world.sim.completeDocument(await startOld([info({ request_code: 'embed', link_type: 'download' })]));
    const [first, last] = (await bodies()).map(({ body }) => body);
    expect(first).toMatchObject({
      user_name: 'B',
      next_play_user: 'c@acme.example',
      next_user_name: 'C',
      play_url: expect.stringContaining('?token='),
    });
    expect(last).toMatchObject({ download_url: expect.any(String), cert_url: expect.any(String) });
    expect(last).not.toHaveProperty('play_url');
  });

  it('can be sent for documents of v3 as well, and the other way round', async () => {
    world.sim.callbackForm = 'envelope';
    world.sim.approveStep(await startV3());
    world.sim.callbackForm = 'v3';
    world.sim.approveStep(await startOld(info()));
    const [first, second] = await bodies();
    expect(first).toHaveProperty('header');
    expect(second).toHaveProperty('workflow_id');
  });
});

describe('a callback fault', () => {
  it('twice posts the same one two times', async () => {
    world.sim.callbackFault({ kind: 'twice', times: 1 });
    world.sim.completeDocument(await startV3());
    const [first, second] = await bodies();
    expect(first).toEqual(second);
    expect(await statuses()).toEqual(['Playing', 'Playing', 'Complete']);
  });

  it('late lets others pass', async () => {
    world.sim.callbackFault({ kind: 'late', delay: 30, times: 1 });
    world.sim.completeDocument(await startV3());
    expect(await statuses()).toEqual(['Complete', 'Playing']);
  });

  it('out-of-order posts it behind the next one', async () => {
    world.sim.callbackFault({ kind: 'out-of-order', times: 1 });
    world.sim.completeDocument(await startV3());
    expect(await statuses()).toEqual(['Complete', 'Playing']);
  });

  it('forged posts one of a stranger before it', async () => {
    world.sim.callbackFault({ kind: 'forged', times: 1 });
    world.sim.approveStep(await startV3());
    await bodies();
    expect(posted.map(({ headers }) => headers['authorization'])).toEqual([
      'forged-by-the-simulator',
      'secret',
    ]);
    expect(world.sim.callbacks.map(({ fault }) => fault)).toEqual(['forged', undefined]);
  });

  it('never posts nothing, and lists what was due', async () => {
    const end = world.sim.callbackFault({ kind: 'never' });
    const id = await startV3();
    world.sim.approveStep(id);
    end();
    world.sim.approveStep(id);
    expect(await statuses()).toEqual(['Complete']);
    expect(world.sim.callbacks.map(({ fault, status }) => [fault, status])).toEqual([
      ['never', undefined],
      [undefined, 200],
    ]);
  });

  it('that cannot be played is refused at once', () => {
    expect(() => world.sim.callbackFault({ kind: 'typo' as 'twice' })).toThrow(/no callback fault 'typo'/);
    expect(() => world.sim.callbackFault({ kind: 'twice', times: 0 })).toThrow(/times/);
  });
});

describe('a receiver', () => {
  const last = async (): Promise<EsignonSimulatorCallback> => {
    await world.sim.callbacksSettled();
    return world.sim.callbacks.at(-1)!;
  };

  it('that refuses or redirects is noted, and not asked again', async () => {
    answer = { status: 500, body: 'broken' };
    world.sim.approveStep(await startV3());
    expect(await last()).toMatchObject({ status: 500, answer: 'broken' });
    expect(posted).toHaveLength(1);
  });

  it('that is not there is noted', async () => {
    world.sim.approveStep(await startV3({ url: 'http://127.0.0.1:1/' }));
    expect(await last()).toMatchObject({ error: 'ECONNREFUSED' });
    expect(await last()).not.toHaveProperty('status');
  });

  it('whose authorization no header can hold is noted', async () => {
    world.sim.approveStep(await startV3({ authorization: 'a\nb' }));
    expect(await last()).toMatchObject({ error: 'ERR_INVALID_CHAR' });
  });

  it('that never answers holds neither the simulator nor its end', async () => {
    answer = 'none';
    const id = await startV3();
    world.sim.callbackFault({ kind: 'late', delay: 3_600_000, times: 1 });
    world.sim.completeDocument(id);
    expect((await call(world.sim, '/worklists/new', token)).status).toBe(200);
    const before = performance.now();
    await world.sim.stop();
    expect(performance.now() - before).toBeLessThan(2000);
    expect(world.sim.callbacks.map(({ status }) => status)).toEqual([undefined]);
  });
});
