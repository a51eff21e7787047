import { randomBytes } from 'node:crypto';

import type { Member } from './accounts.js';

/** A token that the simulator accepts now. */
export interface EsignonLiveToken extends Member {
  readonly accessToken: string;
  /** When it was issued, in ms by the simulator's clock. */
  readonly issuedAt: number;
  /** When it expires, in ms by the simulator's clock. `expire_date` can be less exact. */
  readonly expiresAt: number;
}

/** The issued tokens, until they expire. */
export class TokenRepository {
  readonly #tokens = new Map<string, EsignonLiveToken>();
  readonly #now: () => number;
  readonly #create: () => string;

  constructor(now: () => number, create = (): string => randomBytes(88).toString('base64')) {
    this.#now = now;
    this.#create = create;
  }

  issue(member: Member, lifetime: number): EsignonLiveToken {
    this.#forgetEnded();
    const issuedAt = this.#now();
    const { companyId, email } = member;
    const token = { accessToken: this.#create(), companyId, email, issuedAt, expiresAt: issuedAt + lifetime };
    this.#tokens.set(token.accessToken, token);
    return token;
  }

  find(accessToken: string): EsignonLiveToken | undefined {
    const token = this.#tokens.get(accessToken);
    return token && token.expiresAt > this.#now() ? token : undefined;
  }

  live(): EsignonLiveToken[] {
    return [...this.#tokens.values()].filter((token) => token.expiresAt > this.#now());
  }

  revoke(accessToken: string): boolean {
    return this.#tokens.delete(accessToken);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  revokeMember(member: Member): void {
    for (const token of this.live()) {
      if (token.companyId === member.companyId && token.email === member.email)
        this.revoke(token.accessToken);
    }
  }

  /** Expires every valid token now. */
  expireAll(): void {
    const expiresAt = this.#now();
    for (const token of this.live()) this.#tokens.set(token.accessToken, { ...token, expiresAt });
  }

  /** Removes expired tokens. The map has the oldest first, so it stops early and stays fast with many tokens. */
  #forgetEnded(): void {
    for (const token of this.#tokens.values()) {
      if (token.expiresAt > this.#now()) return;
      this.#tokens.delete(token.accessToken);
    }
  }
}
