import type { Attributes } from '@opentelemetry/api';

import type { EsignonAuthEvent } from '../common/events.js';

/** Names of the semantic conventions, and ours under `esignon`. */
export const ATTRIBUTES = {
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  instance: 'esignon.instance.name',
  account: 'esignon.account.id',
  resultCode: 'esignon.result_code',
  storeOperation: 'esignon.store.operation',
} as const;

/** What all telemetry of an instance carries: where eSignon is, and the instance's name. */
export function instanceAttributes(baseUrl: string | undefined, name: string | undefined): Attributes {
  return { ...serverAttributes(baseUrl), ...(name !== undefined && { [ATTRIBUTES.instance]: name }) };
}

/** What an event adds: how it failed, and the account where that is asked for. Nothing else of it is few in number. */
export function eventAttributes(event: EsignonAuthEvent, withAccount: boolean): Attributes {
  const errorType = errorTypeOf(event);
  return {
    ...(errorType !== undefined && { [ATTRIBUTES.errorType]: errorType }),
    ...('operation' in event && { [ATTRIBUTES.storeOperation]: event.operation }),
    ...(withAccount && event.account !== undefined && { [ATTRIBUTES.account]: event.account }),
  };
}

/** A code of ours such as `ESIGNON_TIMEOUT`, or a reason such as `timed_out`. */
function errorTypeOf(event: EsignonAuthEvent): string | undefined {
  if ('code' in event) return event.code;
  return 'reason' in event ? event.reason.replaceAll(' ', '_') : undefined;
}

function serverAttributes(baseUrl: string | undefined): Attributes {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    // An IPv6 address goes without its brackets.
    [ATTRIBUTES.serverAddress]: hostname.replace(/^\[|\]$/g, ''),
    [ATTRIBUTES.serverPort]: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}
