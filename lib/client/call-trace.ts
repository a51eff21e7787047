import type { AxiosError } from 'axios';

/** How far a call came, whatever the application's interceptors throw afterwards. */
export class CallTrace {
  #answered = false;

  /** Whether an answer arrived. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Takes every status. axios keeps it in the config of its errors. */
  readonly validateStatus = (): true => (this.#answered = true);

  /** Whether axios failed to send this call, rather than another one that an interceptor makes. */
  isOwn(thrown: unknown): boolean {
    const { isAxiosError, config } = (thrown ?? {}) as Partial<AxiosError>;
    return isAxiosError === true && config?.validateStatus === this.validateStatus;
  }
}
