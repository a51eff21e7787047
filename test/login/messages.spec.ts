import { describe, expect, it } from '@jest/globals';

import { type EsignonAuthError } from '../../lib/common/errors.js';
import { readLoginAnswer } from '../../lib/login/login-answer.js';
import { loginTimedOut, transportFailure } from '../../lib/login/login-failure.js';

const ORIGIN = 'https://docs.esignon.net';

/** What a login's answer throws. */
function failureOf(status: number, answer: unknown): EsignonAuthError {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  try {
    readLoginAnswer({ status, text, header: () => undefined }, [], 0);
  } catch (error) {
    return error as EsignonAuthError;
  }
  throw new Error('The answer was read');
}

const refused = (result_code: string) => ({ header: { result_code } });

/** These stand in users' logs and in docs/operations/troubleshooting.md: what happened, and at the end the remedy. */
describe('the message of a login', () => {
  it.each([
    [
      '10',
      'the company ID, e-mail or password is wrong (result code 10). Correct the credentials; repeated wrong passwords can lock the account.',
    ],
    [
      '12',
      'the request body could not be parsed (result code 12). Check that no proxy rewrites the request, and report this with the version of the package.',
    ],
    [
      '95',
      'this company may not call the API (result code 95). Ask the vendor to allow API calls for the company.',
    ],
    ['99', "the vendor's server failed (result code 99). Try again later, and ask the vendor if it lasts."],
    [
      '77',
      'for a reason that is not documented (result code 77). Ask the vendor what this result code means for a login.',
    ],
  ])('that was refused by code %s', (code, said) => {
    expect(failureOf(200, refused(code)).message).toBe(`eSignon refused the login, ${said}`);
  });

  const REDIRECT =
    'A login is never redirected: set `baseUrl` to the address it redirects to, if you trust it.';
  const LATER = "Try again later, and check the vendor's notices if it lasts.";
  const CHECK = 'Check `baseUrl` and the company ID.';
  it.each([
    [199, CHECK],
    [300, REDIRECT],
    [307, REDIRECT],
    [399, REDIRECT],
    [400, CHECK],
    [404, CHECK],
    [429, LATER],
    [503, LATER],
  ])('that was answered with status %i', (status, remedy) => {
    expect(failureOf(status, '').message).toBe(
      `eSignon responded to the login with HTTP status ${status}. ${remedy}`,
    );
  });

  const NO_ENVELOPE =
    'is not a JSON envelope. Check that `baseUrl` is the API and that no proxy or maintenance page responds in its place.';
  const NO_CODE = 'has no result code. Ask the vendor whether the API has changed.';
  it.each([
    ['HTML', '<html>', NO_ENVELOPE],
    ['a header that is null', { header: null }, NO_ENVELOPE],
    ['a header that is text', { header: '00' }, NO_ENVELOPE],
    ['a header that is a list', { header: ['00'] }, NO_ENVELOPE],
    ['no code', { header: {} }, NO_CODE],
    ['a code that is none', refused('x'.repeat(33)), NO_CODE],
    [
      'no token',
      { header: { result_code: '00' }, body: {} },
      'reports success without an access_token that is valid in a header. Ask the vendor whether the API has changed.',
    ],
  ])('that was answered with %s', (_, answer, said) => {
    expect(failureOf(200, answer).message).toBe(`eSignon's response to the login ${said}`);
  });

  it.each([['d'.repeat(256), true] as const, ['d'.repeat(257), false] as const])(
    'whose device ID is long',
    (device_id, kept) => {
      const text = JSON.stringify({
        header: { result_code: '00' },
        body: { access_token: 'tok', device_id },
      });
      const { deviceId } = readLoginAnswer({ status: 200, text, header: () => undefined }, [], 0);
      expect(deviceId !== undefined).toBe(kept);
    },
  );

  const UNREACHABLE = 'Check the network, DNS, TLS, the proxy and `baseUrl`.';
  it.each([
    [{ code: 'ECONNREFUSED' }, `could not reach ${ORIGIN} (ECONNREFUSED). ${UNREACHABLE}`],
    [{ code: 'E2' }, `could not reach ${ORIGIN} (E2). ${UNREACHABLE}`],
    [{ code: `E${'X'.repeat(48)}` }, `could not reach ${ORIGIN} (E${'X'.repeat(48)}). ${UNREACHABLE}`],
    ...[
      `E${'X'.repeat(49)}`,
      'E',
      'pa55-word',
      'xECONN',
      'ECONN pa55',
      '1ECONN',
      7,
      ['ECONN'],
      undefined,
    ].map((code) => [{ code }, `could not reach ${ORIGIN}. ${UNREACHABLE}`] as const),
    [undefined, `could not reach ${ORIGIN}. ${UNREACHABLE}`],
    [{ code: 'XHPE_1' }, `could not reach ${ORIGIN} (XHPE_1). ${UNREACHABLE}`],
    [{ message: 'no maxContentLength' }, `could not reach ${ORIGIN}. ${UNREACHABLE}`],
    [{ message: ['maxContentLength'] }, `could not reach ${ORIGIN}. ${UNREACHABLE}`],
  ])('without a response: %j', (thrown, said) => {
    const error = transportFailure(thrown, ORIGIN);
    expect(error.systemCode).toBe(/ \((\w+)\)\. /.exec(said)?.[1]);
    expect(error).toMatchObject({
      code: 'ESIGNON_UNREACHABLE',
      retryable: true,
      message: `The eSignon login ${said}`,
    });
  });

  it.each(['HPE_INVALID_CONSTANT', 'Z_DATA_ERROR', 'ERR__ERROR_FORMAT', 'ERR_BROTLI_X', 'ERR_PADDING_1'])(
    'whose response is not valid HTTP: %s',
    (code) => {
      expect(transportFailure({ code }, ORIGIN)).toMatchObject({
        code: 'ESIGNON_INVALID_RESPONSE',
        message: `eSignon's response to the login is not valid HTTP (${code}). Check that \`baseUrl\` is the API and no proxy alters it.`,
      });
    },
  );

  it('whose response is too large', () => {
    const thrown = { code: 'ERR_BAD_RESPONSE', message: 'maxContentLength size of 65536 exceeded' };
    expect(transportFailure(thrown, ORIGIN)).toMatchObject({
      code: 'ESIGNON_INVALID_RESPONSE',
      message: "eSignon's response to the login is larger than 65536 bytes. Check that `baseUrl` is the API.",
    });
  });

  it('that took too long', () => {
    expect(loginTimedOut(ORIGIN, 400)).toMatchObject({
      code: 'ESIGNON_TIMEOUT',
      retryable: true,
      message: `The eSignon login at ${ORIGIN} did not finish within 400 ms. Check the network, or raise \`loginTimeout\`.`,
    });
  });
});
