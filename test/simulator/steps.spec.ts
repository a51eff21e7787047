import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { afterApproval, afterRejection } from '../../simulator/documents/transitions.js';
import { call, envelope, envelopeFrom } from './requests.js';
import { startWorld, tokenOfCompany, type World } from './contract/world.js';

describe('the turn', () => {
  it.each([
    [1, 2, 2, 'Playing'],
    [2, 2, 2, 'Complete'],
    [1, 1, 1, 'Complete'],
  ])('after step %i of %i was approved is at step %i, %s', (step, steps, next, status) => {
    expect(afterApproval(step, steps)).toEqual({ step: next, status });
  });

  it.each([
    [1, 1, 'Canceled'],
    [2, 1, 'Playing'],
    [3, 2, 'Playing'],
  ])('after step %i was rejected is at step %i, %s', (step, next, status) => {
    expect(afterRejection(step)).toEqual({ step: next, status });
  });
});

describe('signing step by step', () => {
  let world: World;
  let token: string;
  beforeEach(async () => {
    world = await startWorld();
    token = await tokenOfCompany(world.sim, 'acme');
  });
  afterEach(() => world.sim.stop());

  interface Shown {
    workflow_status: string;
    current_action_id: string;
    owner_list: { email: string; turn_yn: string }[];
    field_list: unknown[];
    action_history_list: { step_code: string; confirm_email: string; comment: string; action_id: string }[];
  }
  const shown = async () => {
    const { body } = await envelopeFrom(world.sim, `/api/v2/workflows/${world.playing}`, token);
    return body as unknown as Shown;
  };
  const turn = async () => (await shown()).owner_list.find(({ turn_yn }) => turn_yn === 'Y')?.email;
  const act = async (memb_email: string, action_id: string, command: string) => {
    const body = {
      comp_id: 'acme',
      memb_email,
      action_id,
      workflow_id: world.playing,
      command,
      comment: 'why',
    };
    return (await envelopeFrom(world.sim, '/api/acme/action', token, envelope('5010Q', body))).header
      .result_code;
  };

  it('begins with a starter who has the name of the member', async () => {
    const { body } = await envelopeFrom(world.sim, `/api/v2/workflows/${world.playing}`, token);
    expect(body).toMatchObject({ creator_name: 'A', creator_email: world.manager });
  });

  it('gives the turn to the next signer, and completes with the last', async () => {
    expect(await turn()).toBe('b@acme.example');
    expect(world.sim.approveStep(world.playing)).toBe(true);
    expect(await turn()).toBe('010-1234-5678');
    expect(world.sim.approveStep(Number(world.playing))).toBe(true);
    expect(await shown()).toMatchObject({ workflow_status: 'Complete', current_action_id: '2' });
    expect(world.sim.approveStep(world.playing)).toBe(false);
    expect(world.sim.approveStep('99')).toBe(false);
  });

  it('keeps the values and the comment of a signer', async () => {
    world.sim.approveStep(world.playing, { comment: '확인', fields: { Text_1: 'signed' } });
    expect((await shown()).field_list).toContainEqual(expect.objectContaining({ field_value: 'signed' }));
    expect((await shown()).action_history_list.at(-1)).toMatchObject({
      step_code: 'SIGN_COMPLETE',
      action_id: '1',
      comment: '확인',
      confirm_email: 'b@acme.example',
    });
  });

  it('cancels with the rejection of the first signer', async () => {
    expect(world.sim.rejectStep(world.playing, '금액이 다릅니다')).toBe(true);
    expect((await shown()).workflow_status).toBe('Canceled');
    expect((await shown()).action_history_list.at(-1)).toMatchObject({
      step_code: 'WORKFLOW_REJECT',
      comment: '금액이 다릅니다',
    });
    expect(world.sim.rejectStep(world.playing)).toBe(false);
  });

  it('gives the turn back with the rejection of a later signer', async () => {
    world.sim.approveStep(world.playing);
    world.sim.rejectStep(world.playing);
    expect(await turn()).toBe('b@acme.example');
    expect((await shown()).workflow_status).toBe('Playing');
  });

  it('completes whatever is left at once', async () => {
    world.sim.approveStep(world.playing);
    expect(world.sim.completeDocument(world.playing)).toBe(true);
    expect((await shown()).workflow_status).toBe('Complete');
    expect(world.sim.completeDocument(world.playing)).toBe(false);
  });

  it('goes through 5010Q as well, for the signer whose turn it is', async () => {
    expect(await act('010-1234-5678', '2', 'CF')).toBe('10');
    expect(await act('b@acme.example', '1', 'CF')).toBe('00');
    expect(await act('010-1234-5678', '2', 'RT')).toBe('00');
    expect(await turn()).toBe('b@acme.example');
    expect(await act('b@acme.example', '1', 'RT')).toBe('00');
    expect((await shown()).workflow_status).toBe('Canceled');
  });

  it('goes through the page of the signer, who alone has buttons on it', async () => {
    const document = await (await call(world.sim, `/api/v3/workflows/${world.playing}`, token)).json();
    const { playing_url, view_url } = document as { playing_url: string; view_url: string };
    const page = async (url: string, body?: string) =>
      (await fetch(url, body === undefined ? {} : { method: 'POST', body })).text();
    expect(await page(playing_url)).toContain('<form');
    expect(await page(view_url)).not.toContain('<form');
    await page(view_url, 'decision=CF');
    expect(await turn()).toBe('b@acme.example');
    await page(`${playing_url}&callback_fn=true&next_sign=false`, 'decision=CF&comment=ok');
    expect(await turn()).toBe('010-1234-5678');
    await page(playing_url, 'decision=CF');
    expect(await turn()).toBe('010-1234-5678');
  });

  it('has pages at the old path too, none for an unknown token, and no markup of strangers', async () => {
    const { sim } = world;
    expect((await fetch(`${sim.url}/mail/sign?token=${world.signToken}`)).status).toBe(200);
    expect((await fetch(`${sim.url}/api/acme/sign?token=unknown`)).status).toBe(404);
    expect((await fetch(`${sim.url}/api/acme/sign`)).status).toBe(404);
    sim.approveStep(world.playing, { fields: { Text_1: '<script>' } });
    expect(await (await fetch(`${sim.url}/mail/sign?token=${world.signToken}`)).text()).not.toContain(
      '<script>',
    );
  });
});
