import type { HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { metrics, trace } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { EsignonAuthModule, type EsignonTokenStore } from 'nestjs-esignon-auth';
import {
  EsignonCallbackGuard,
  EsignonCallbacksModule,
  type EsignonCallbackEvent,
  type EsignonSeenStore,
} from 'nestjs-esignon-auth/callbacks';
import { type EsignonClient, EsignonClientModule, type EsignonDocument } from 'nestjs-esignon-auth/client';
import { KeyvTokenStore } from 'nestjs-esignon-auth/keyv';
import { EsignonTelemetryModule } from 'nestjs-esignon-auth/opentelemetry';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { SealedTokenStore } from 'nestjs-esignon-auth/sealed';
import type { EsignonHealthIndicator } from 'nestjs-esignon-auth/terminus';
import {
  EsignonSimulator,
  fixedTokenAuth,
  MemoryTokenStore,
  tokenStoreContract,
} from 'nestjs-esignon-auth/testing';
import { createClient, createCluster } from 'redis';

// Every subpath beside the types of the package that it is for. Checked, never run, as types.ts is.

export function storesTakeTheirClients(): EsignonTokenStore[] {
  const redis = new RedisTokenStore(new Redis({ lazyConnect: true }), { prefix: 'crm:' });
  return [
    redis,
    new RedisTokenStore(createClient()),
    new RedisTokenStore(createCluster({ rootNodes: [] })),
    new KeyvTokenStore(new Keyv()),
    new SealedTokenStore(redis, { keys: ['AAAA'] }),
    new MemoryTokenStore(),
  ];
}

export function seenIsAKeyvOrRedis(event: EsignonCallbackEvent) {
  const redis: EsignonSeenStore = new RedisTokenStore(new Redis({ lazyConnect: true }));
  const options = { keys: [event.context ?? ''], baseUrl: 'https://app.example.com' };
  return [
    EsignonCallbacksModule.forRoot({ ...options, seen: new Keyv() }),
    EsignonCallbacksModule.forRootAsync({ useFactory: () => ({ ...options, seen: redis }), name: 'crm' }),
    EsignonCallbackGuard.for('crm'),
  ];
}

/** terminus' own types take the indicator's answer. */
export function terminusTakesTheIndicator(
  health: HealthCheckService,
  esignon: EsignonHealthIndicator,
): Promise<HealthCheckResult> {
  return health.check([() => esignon.isHealthy('esignon', { requireToken: true })]);
}

export const telemetry = EsignonTelemetryModule.forRoot({
  meterProvider: metrics.getMeterProvider(),
  tracerProvider: trace.getTracerProvider(),
});

export async function theSimulatorStandsForEsignon(): Promise<string[]> {
  await using simulator = await EsignonSimulator.start({ tokenLifetime: 60_000 });
  EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
  simulator.fault({ kind: 'status', status: 503, on: 'login', times: 1 });
  // @ts-expect-error -- a fault that there is not
  simulator.fault({ kind: 'explosion' });
  return tokenStoreContract(() => new MemoryTokenStore()).map(({ name }) => name);
}

export function aFixedTokenStandsForTheService(): Promise<string> {
  return fixedTokenAuth('token').forAccount('acme').getAccessToken();
}

export const client = EsignonClientModule.forRoot({ name: 'second' });

export async function documentsAreTyped({ documents }: EsignonClient): Promise<EsignonDocument> {
  const { id } = await documents.start({
    name: 'n',
    templateId: '7',
    signers: [{ name: 'B', contact: 'b' }],
  });
  // @ts-expect-error -- IDs are strings
  await documents.get(901);
  return documents.get(id);
}
