import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionContext, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Args, GqlExecutionContext, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { firstValueFrom, map, type Observable } from 'rxjs';
import {
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonHttpService,
} from 'nestjs-esignon-auth';

import { moduleOf, serve, type Served } from '../support/served.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { envelope, json, type Vendor } from '../support/vendor.js';

const byArgument = (context: ExecutionContext): string =>
  GqlExecutionContext.create(context).getArgs<{ account: string }>().account;

@EsignonAccount(byArgument)
@Resolver()
class TestResolver {
  constructor(private readonly http: EsignonHttpService) {}

  @UseGuards(EsignonAuthGuard)
  @Query(() => String)
  async guarded(@Args('account') account: string, @EsignonAccessToken() token: string): Promise<string> {
    await sleep(1);
    return `${account} ${token}`;
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Query(() => String)
  async intercepted(@Args('account') account: string, @EsignonAccessToken() token: string): Promise<string> {
    await sleep(1);
    return `${token} ${await firstValueFrom(this.called(account))}`;
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Query(() => String)
  called(@Args('account') account: string): Observable<string> {
    return this.http
      .get<{ sender: string }>('/who', { params: { account } })
      .pipe(map(({ data }) => data.sender));
  }

  @Query(() => String)
  bare(@EsignonAccessToken() token: string): string {
    return token;
  }
}

interface Answer {
  readonly data: Record<string, string> | null;
  readonly errors?: readonly { message: string; extensions: Record<string, Record<string, unknown>> }[];
}

describe('N2 over GraphQL', () => {
  let vendor: Vendor;
  let served: Served;
  beforeAll(async () => {
    vendor = await startTenantVendor({ logins: { c10: (_, response) => json(response, envelope('10')) } });
    vendor.onCall = (request, response) => json(response, { sender: senderOf(request) });
    const esignon = EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('main'), accounts: tenant });
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true });
    served = await serve(moduleOf({ imports: [esignon, graphql], providers: [TestResolver] }));
  });
  afterAll(async () => {
    await served.app.close();
    await vendor.stop();
  });

  const ask = async (query: string): Promise<Answer> => {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as Answer;
  };

  it.each(['guarded', 'intercepted', 'called'])(
    'a failed login is told with its code (%s)',
    async (field) => {
      const { data, errors } = await ask(`{ ${field}(account: "c10") }`);
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions['originalError']).toMatchObject({
        statusCode: 502,
        code: 'ESIGNON_INVALID_CREDENTIALS',
      });
    },
  );

  it.each(['guarded', 'intercepted'])('a resolver without an account fails (%s)', async (field) => {
    const { errors } = await ask(`{ ${field}(account: "") }`);
    expect(errors?.[0]?.extensions['originalError']).toMatchObject({ code: 'ESIGNON_CONFIG_INVALID' });
  });

  it('@EsignonAccessToken() without guard or interceptor says what is missing', async () => {
    const { errors } = await ask('{ bare }');
    expect(errors?.[0]?.message).toContain('@UseGuards(EsignonAuthGuard)');
  });

  it('each of the fields that are resolved side by side has its own account’s token', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const fields = ids.flatMap((id) => [
      `guarded_${id}: guarded(account: "${id}")`,
      `intercepted_${id}: intercepted(account: "${id}")`,
      `called_${id}: called(account: "${id}")`,
    ]);
    const { data, errors } = await ask(`{ ${fields.join(' ')} }`);
    expect(errors).toBeUndefined();
    for (const id of ids) {
      expect(data?.[`guarded_${id}`]).toMatch(new RegExp(`^${id} token-of-${id}-\\d+$`));
      expect(data?.[`intercepted_${id}`]).toMatch(new RegExp(`^token-of-${id}-\\d+ ${id}$`));
      expect(data?.[`called_${id}`]).toBe(id);
    }
  });
});
