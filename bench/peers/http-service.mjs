import { nestCall, nestHttp, vendorLogin } from './support.mjs';

export const name = 'HttpService';
export const packages = ['@nestjs/axios', 'axios'];
export const settings = [
  'a fixed Authorization header, set once: the least that a call can cost; renews nothing',
];
export const renews = false;

export const lifetimeFor = () => 3_600_000;

export async function create(dependencies) {
  const { accessToken } = await vendorLogin(dependencies)();
  const http = nestHttp({
    ...dependencies,
    headers: { Authorization: `esignon ${accessToken}` },
  });
  // As the floor of what any token can cost: a function that has it at hand.
  return {
    call: nestCall(http),
    token: async () => accessToken,
    close: async () => undefined,
  };
}
