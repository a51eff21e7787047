const assert = require('node:assert/strict');

/**
 * What a user's application does, whichever way it loaded the packages: one identity of every class, a login, a call
 * with the token, and a rejected token replaced.
 */
module.exports = async function scenario({ core, rxjs, esignon, testing }) {
  const required = require('nestjs-esignon-auth');
  const imported = await import('nestjs-esignon-auth');
  for (const name of Object.keys(required)) {
    assert.ok(required[name] === imported[name], `import and require give two identities of ${name}`);
  }

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

  await app.close();
  await simulator.stop();
  console.log(require('@nestjs/common/package.json').version);
};
