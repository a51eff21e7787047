import { EsignonSimulator, type EsignonSimulatorOptions } from '../../../lib/testing/index.js';
import { tokenOf } from '../requests.js';

const manager = 'manager@acme.example';
const b = { name: 'B', email: 'b@acme.example' };
const c = { name: 'C', email: '010-1234-5678' };

/** A company whose every call has something to answer with, and two that may start nothing. */
export const COMPANIES: NonNullable<EsignonSimulatorOptions['companies']> = {
  acme: {
    members: { [manager]: { password: 'x', name: 'A' } },
    templates: [
      {
        id: 7,
        name: 'Form',
        steps: 2,
        fields: [
          'Text_1',
          { name: 'Check_0', type: 'Check' },
          { name: 'Date_0', type: 'Date' },
          { name: 'Picture_0', type: 'Picture' },
        ],
      },
      { id: 8, name: 'Short', type: 'BULK', fields: ['Text_1'] },
      { id: 9, name: 'Draft', finished: false },
    ],
    documents: [
      { templateId: 7, name: 'Playing', signers: [b, c], fields: { Text_1: 'x' } },
      { templateId: 7, name: 'Complete', signers: [b, c], status: 'Complete', fields: { Text_1: 'y' } },
      { templateId: 7, name: 'Canceled', signers: [b, c], status: 'Canceled' },
    ],
  },
  ended: { members: { [manager]: 'x' }, subscribedUntil: '2026-11-30' },
  full: { members: { [manager]: 'x' }, capacity: 3 },
};

export const NOW = Date.UTC(2026, 11, 24, 3);

/** What the requests of the table name. */
export interface World {
  readonly sim: EsignonSimulator;
  readonly manager: string;
  /** IDs of documents, as digits. */
  readonly playing: string;
  readonly complete: string;
  readonly canceled: string;
  /** The token of a signing page. */
  readonly signToken: string;
}

/** Starts a simulator of {@link COMPANIES}; the three documents have its first IDs. */
export async function startWorld(options: EsignonSimulatorOptions = {}): Promise<World> {
  const sim = await EsignonSimulator.start({ companies: COMPANIES, now: () => NOW, ...options });
  const token = await tokenOfCompany(sim, 'acme');
  const worklist = await fetch(`${sim.url}/worklists/new`, {
    headers: { authorization: `esignon ${token}` },
  });
  const { body } = (await worklist.json()) as { body: { workflow_list: { wfuid: string }[] } };
  const [canceled, complete, playing] = body.workflow_list.map(({ wfuid }) => wfuid) as [
    string,
    string,
    string,
  ];
  const shown = await fetch(`${sim.url}/api/v3/workflows/${playing}`, {
    headers: { authorization: `esignon ${token}` },
  });
  const { playing_url } = (await shown.json()) as { playing_url: string };
  const signToken = new URL(playing_url).searchParams.get('token')!;
  return { sim, manager, playing, complete, canceled, signToken };
}

export function tokenOfCompany(sim: EsignonSimulator, companyId: string): Promise<string> {
  return tokenOf(sim, { companyId, email: manager, password: 'x' });
}
