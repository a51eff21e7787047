/* What the documentation's snippets use of packages that are not installed here: no more than that. */

declare module '@aws-sdk/client-secrets-manager' {
  export const GetSecretValueCommand: new (input: { SecretId: string }) => object;
  export const SecretsManagerClient: new (configuration: object) => {
    send(command: object): Promise<{ SecretString?: string }>;
  };
}

declare module '@nestjs/bullmq' {
  export function Processor(queue: string): ClassDecorator;
  export abstract class WorkerHost {
    abstract process(job: unknown, token?: string): Promise<unknown>;
  }
}

declare module 'bullmq' {
  export interface Job<T> {
    readonly data: T;
    moveToDelayed(timestamp: number, token?: string): Promise<void>;
  }
  export class DelayedError extends Error {}
  export class UnrecoverableError extends Error {}
}

declare module '@keyv/postgres' {
  import type { KeyvStoreAdapter } from 'keyv';

  const KeyvPostgres: new (uri: string) => KeyvStoreAdapter;
  export default KeyvPostgres;
}

declare module '@opentelemetry/sdk-node' {
  export class NodeSDK {
    constructor(configuration: { serviceName: string });
    start(): void;
    shutdown(): Promise<void>;
  }
}

declare module 'vitest' {
  export { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
}
