import { SUCCESS } from '../login/result-codes.js';
import { call, type Reader } from './call.js';
import type { Connection } from './connection.js';
import { ENDPOINTS } from './endpoints.js';
import type { EsignonCallOptions } from './document-types.js';
import { ZONE } from './values.js';

/** A command of 1510Q, with its parameters. */
export type StateCommand =
  { readonly command: 'CANCEL' | 'DELETE' } | { readonly command: 'DISPOSAL'; readonly description: string };

/** A decision of a signer, for 5010Q. */
export interface Decision {
  readonly id: string;
  readonly step: number;
  /** The signer's e-mail address. */
  readonly member: string;
  readonly comment: string;
  readonly command: 'CF' | 'RT';
}

/** Responses to these calls repeat the request, so only the result code shows success. Other JSON can be a proxy's. */
const succeeded: Reader<true> = (_, { resultCode }) => (resultCode === SUCCESS ? true : undefined);

export async function changeState(
  connection: Connection,
  id: string,
  command: StateCommand,
  { signal }: EsignonCallOptions,
): Promise<void> {
  const zone = command.command === 'DISPOSAL' ? { timezone_offset: ZONE } : {};
  const body = { ...(await requestOf(connection, id, signal)), ...command, ...zone };
  await call(connection, ENDPOINTS.changeState, { body, signal }, succeeded);
}

export async function resend(
  connection: Connection,
  id: string,
  { signal }: EsignonCallOptions,
): Promise<void> {
  const body = await requestOf(connection, id, signal);
  await call(connection, ENDPOINTS.resend, { body, signal }, succeeded);
}

export async function decide(
  connection: Connection,
  { id, step, member, comment, command }: Decision,
  { signal }: EsignonCallOptions,
): Promise<void> {
  const request = await requestOf(connection, id, signal);
  const body = { ...request, memb_email: member, action_id: String(step), comment, command };
  await call(connection, ENDPOINTS.decide, { body, signal }, succeeded);
}

async function requestOf(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined,
): Promise<object> {
  const { companyId, memberEmail } = await connection.token({ signal });
  return { comp_id: companyId, biz_id: '0', memb_email: memberEmail, workflow_id: id };
}
