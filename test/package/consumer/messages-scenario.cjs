const assert = require('node:assert/strict');

/** A login that fails in each kind of context: what the guard throws must be of the class that Nest looks for. */
module.exports = async function scenario({ EsignonAuthGuard, EsignonUnavailableError }, expected) {
  const failure = new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'down', { retryable: true });
  const guard = new EsignonAuthGuard({ getAccessToken: () => Promise.reject(failure) });
  const { RpcException = EsignonUnavailableError, WsException = EsignonUnavailableError } = expected;
  for (const [type, Exception] of Object.entries({ rpc: RpcException, ws: WsException })) {
    const context = { getType: () => type, getHandler: () => scenario, getClass: () => Object };
    const error = await guard.canActivate(context).catch((thrown) => thrown);
    assert.ok(error instanceof Exception, `over ${type} the guard threw ${error.constructor.name}`);
  }
  console.log('ok');
};
