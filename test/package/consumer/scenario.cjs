const assert = require('node:assert/strict');

/**
 * What a user's application does, whichever way it loaded the packages: one identity of every class, a login, a call
 * with the token, and a rejected token replaced.
 */
module.exports = async function scenario({ core, common, rxjs, axios, esignon, testing }) {
  const required = require('nestjs-esignon-auth');
  const imported = await import('nestjs-esignon-auth');
  for (const name of Object.keys(required)) {
    assert.ok(required[name] === imported[name], `import and require give two identities of ${name}`);
  }

  axios.defaults.headers.common['X-Application'] = 'ours';
  const simulator = await testing.EsignonSimulator.start();
  const options = { ...testing.EsignonSimulator.defaultAccount, baseUrl: simulator.url };
  const app = await core.NestFactory.createApplicationContext(esignon.EsignonAuthModule.forRoot(options), {
    logger: false,
    abortOnError: false,
  });

  const list = () =>
    rxjs.firstValueFrom(
      app.get(esignon.EsignonHttpService).get('/worklists/new').pipe(esignon.esignonBody()),
    );
  assert.equal((await list()).workflow_list.length, 3);
  simulator.revokeAll();
  await list();
  assert.equal(simulator.logins, 2);
  app.get(imported.EsignonAuthService);
  await oneAxios({ app, common, axios, esignon, simulator });

  await app.close();
  await simulator.stop();
  console.log(require('@nestjs/common/package.json').version);
};

/** Errors and defaults are those of the axios that the application's own @nestjs/axios has. */
async function oneAxios({ app, common, axios, esignon, simulator }) {
  const http = app.get(esignon.EsignonHttpService);
  simulator.fault({ kind: 'status', status: 418, on: 'calls', times: 1 });
  const error = await http.axiosRef.get('/worklists/new').catch((thrown) => thrown);
  assert.ok(error instanceof axios.AxiosError, 'an error is no AxiosError of the application');
  // What Nest's filters go by: @Catch(AxiosError).
  const [caught] = Reflect.getMetadata('__filterCatchExceptions__', catching(common, axios));
  assert.ok(error instanceof caught, '@Catch(AxiosError) misses it');
  assert.equal(http.axiosRef.defaults.headers.common['X-Application'], 'ours', 'axios.defaults do not count');
}

function catching({ Catch }, { AxiosError }) {
  class Filter {}
  Catch(AxiosError)(Filter);
  return Filter;
}
