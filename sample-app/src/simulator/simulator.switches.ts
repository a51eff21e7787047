import { Injectable } from '@nestjs/common';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

/** What can be switched on, and off again. */
export const switchNames = ['outage', 'slow', 'wrong-password'] as const;
export type SwitchName = (typeof switchNames)[number];

const slowBy = 3_000;
const account = EsignonSimulator.defaultAccount;

/** Everything that can go wrong at the vendor, at the press of a button. */
@Injectable()
export class SimulatorSwitches {
  /** The undo of each switch that is on. */
  private readonly undos = new Map<SwitchName, () => void>();

  constructor(private readonly simulator: EsignonSimulator) {}

  get on(): SwitchName[] {
    return switchNames.filter((name) => this.undos.has(name));
  }

  set(name: SwitchName, on: boolean): void {
    this.undos.get(name)?.();
    this.undos.delete(name);
    if (on) this.undos.set(name, this.begin(name));
  }

  restore(): void {
    for (const name of switchNames) this.set(name, false);
  }

  /** Logs in with the same account from 'another server', at a vendor that allows one session a member. */
  async logInElsewhere(): Promise<void> {
    this.simulator.singleSession = true;
    try {
      await fetch(`${this.simulator.url}/api/${account.companyId}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          header: { request_code: '1001Q' },
          body: { memb_email: account.email, memb_pwd: account.password },
        }),
      });
    } finally {
      this.simulator.singleSession = false;
    }
  }

  private begin(name: SwitchName): () => void {
    switch (name) {
      case 'outage':
        return this.simulator.fault({ kind: 'status', status: 503 });
      case 'slow':
        return this.simulator.fault({ kind: 'delay', delay: slowBy });
      case 'wrong-password':
        this.simulator.setPassword({ ...account, password: 'changed at the vendor' });
        return () => this.simulator.setPassword(account);
    }
  }
}
