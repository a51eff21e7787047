import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validate } from '@readme/openapi-parser';

import { type SampleApp, startSampleApp } from '../browser/sample-app.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, unknown>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

describe('the OpenAPI document of the sample application', () => {
  let app: SampleApp;
  let document: { readonly openapi: string; readonly paths: Paths };
  beforeAll(async () => {
    app = await startSampleApp({});
    document = (await (await fetch(`${app.url}/docs-json`)).json()) as typeof document;
  });
  afterAll(() => app.stop());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'parameters')
        .map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );

  it('is valid: its schema, and its parameters beside its paths', async () => {
    const options = { validate: { errors: { colorize: false } } };
    const result = await validate(structuredClone(document) as never, options);
    expect(result).toEqual({ valid: true, warnings: [], specification: 'OpenAPI' });
    expect(Object.keys(document.paths).length).toBeGreaterThan(10);
  });

  it('types page and rows as integers', () => {
    for (const path of ['/api/documents', '/api/accounts/{account}/documents']) {
      const query = document.paths[path]?.['get']?.parameters?.filter(
        (parameter) => parameter.in === 'query',
      );
      expect(query?.map(({ name, schema }) => [name, schema.type])).toEqual([
        ['page', 'integer'],
        ['rows', 'integer'],
      ]);
    }
  });

  it('tells 400 of every operation with something in it that is checked', () => {
    const checked = operations().filter(
      ({ operation }) =>
        operation.requestBody || operation.parameters?.some(({ in: where }) => where === 'query'),
    );
    expect(checked.length).toBeGreaterThan(4);
    expect(
      checked.filter(({ operation }) => !('400' in operation.responses)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('tells 404 of every operation of an account in its path', () => {
    const ofAccounts = operations().filter(({ name }) => name.includes('{account}'));
    expect(ofAccounts.length).toBeGreaterThan(8);
    expect(
      ofAccounts.filter(({ operation }) => !('404' in operation.responses)).map(({ name }) => name),
    ).toEqual([]);
  });
});
