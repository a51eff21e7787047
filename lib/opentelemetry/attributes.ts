import type { Attributes } from '@opentelemetry/api';

import type { EsignonAuthEvent } from '../common/events.js';

/** Attributes of the semantic conventions, and of this package under `esignon`. */
export const ATTRIBUTES = {
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  instance: 'esignon.instance.name',
  account: 'esignon.account.id',
  resultCode: 'esignon.result_code',
  storeOperation: 'esignon.store.operation',
} as const;

/** The attributes of all telemetry of an instance: the address of eSignon and the name of the instance. */
export function instanceAttributes(baseUrl: string | undefined, name: string | undefined): Attributes {
  return { ...serverAttributes(baseUrl), ...(name !== undefined && { [ATTRIBUTES.instance]: name }) };
}

/** The attributes of an event: its failure, and the account if enabled. Other fields would have too many values. */
export function eventAttributes(event: EsignonAuthEvent, withAccount: boolean): Attributes {
  const errorType = errorTypeOf(event);
  return {
    ...(errorType !== undefined && { [ATTRIBUTES.errorType]: errorType }),
    ...('operation' in event && { [ATTRIBUTES.storeOperation]: event.operation }),
    ...(withAccount && event.account !== undefined && { [ATTRIBUTES.account]: event.account }),
  };
}

/** An error code such as `ESIGNON_TIMEOUT`, or a reason such as `timed_out`. */
function errorTypeOf(event: EsignonAuthEvent): string | undefined {
  if ('code' in event) return event.code;
  return 'reason' in event ? event.reason.replaceAll(' ', '_') : undefined;
}

function serverAttributes(baseUrl: string | undefined): Attributes {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    // IPv6 addresses without brackets.
    [ATTRIBUTES.serverAddress]: hostname.replace(/^\[|\]$/g, ''),
    [ATTRIBUTES.serverPort]: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}
