import type { AxiosError } from 'axios';

/** What a call fails with; fails itself where the call does not. */
export async function failureOf<E = AxiosError>(call: Promise<unknown>): Promise<E> {
  try {
    await call;
  } catch (error) {
    return error as E;
  }
  throw new Error('The call should have failed, and did not.');
}
