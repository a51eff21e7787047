import { Injectable } from '@nestjs/common';
import type { EsignonCredentials } from 'nestjs-esignon-auth';
import { type EsignonRequest, EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { SimulatorTraffic } from './simulator.traffic.js';

/** What can be switched on, and off again. */
export const switchNames = ['outage', 'slow', 'wrong-password'] as const;
export type SwitchName = (typeof switchNames)[number];

const slowBy = 3_000;

/** The failures of eSignon that can be switched on for one account. */
@Injectable()
export class SimulatorSwitches {
  /** The undo of each switch that is on, by account. */
  private readonly undos = new Map<string, () => void>();

  constructor(
    private readonly simulator: EsignonSimulator,
    private readonly traffic: SimulatorTraffic,
  ) {}

  on(account: EsignonCredentials): SwitchName[] {
    return switchNames.filter((name) => this.undos.has(keyOf(account, name)));
  }

  set(account: EsignonCredentials, name: SwitchName, on: boolean): void {
    const key = keyOf(account, name);
    this.undos.get(key)?.();
    this.undos.delete(key);
    if (on) this.undos.set(key, this.begin(account, name));
  }

  restore(account: EsignonCredentials): void {
    for (const name of switchNames) this.set(account, name, false);
  }

  /** Invalidates the tokens of the account, as if they were revoked or had expired: a client cannot tell which. */
  endTokens({ companyId }: EsignonCredentials): void {
    const own = this.simulator.tokens.filter((token) => token.companyId === companyId);
    for (const { accessToken } of own) this.simulator.revokeToken(accessToken);
  }

  /** Logs in with the same account from 'another server', while the simulator allows one session per member. */
  async logInElsewhere({ companyId, email, password }: EsignonCredentials): Promise<void> {
    this.simulator.singleSession = true;
    try {
      await fetch(`${this.simulator.url}/api/${companyId}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          header: { request_code: '1001Q' },
          body: { memb_email: email, memb_pwd: password },
        }),
      });
    } finally {
      this.simulator.singleSession = false;
    }
  }

  private begin(account: EsignonCredentials, name: SwitchName): () => void {
    const when = (request: EsignonRequest) => this.traffic.companyOf(request) === account.companyId;
    switch (name) {
      case 'outage':
        return this.simulator.fault({ kind: 'status', status: 503, when });
      case 'slow':
        return this.simulator.fault({ kind: 'delay', delay: slowBy, when });
      case 'wrong-password':
        this.simulator.setPassword({ ...account, password: 'changed at the vendor' });
        return () => this.simulator.setPassword(account);
    }
  }
}

const keyOf = ({ companyId }: EsignonCredentials, name: SwitchName): string => `${name} ${companyId}`;
