import { Injectable } from '@nestjs/common';
import { type EsignonJournalEntry, type EsignonRequest, EsignonSimulator } from 'nestjs-esignon-auth/testing';

const rememberedTokens = 1_000;

/** Finds the company of a request. The simulator itself knows it only for valid tokens. */
@Injectable()
export class SimulatorTraffic {
  /** Company IDs by token, the oldest first. */
  private readonly owners = new Map<string, string>();

  constructor(private readonly simulator: EsignonSimulator) {
    simulator.onRequest(({ kind }) => {
      if (kind === 'login') this.rememberTokens();
    });
  }

  companyOf({ companyId, headers }: EsignonRequest): string | undefined {
    return companyId ?? this.owners.get(headers.authorization?.replace('esignon ', '') ?? '');
  }

  /** The last requests of a company, newest first. */
  last(count: number, companyId: string): EsignonJournalEntry[] {
    const own = this.simulator.journal.filter((entry) => this.companyOf(entry) === companyId);
    return own.slice(-count).reverse();
  }

  private rememberTokens(): void {
    for (const { accessToken, companyId } of this.simulator.tokens) this.owners.set(accessToken, companyId);
    for (const token of this.owners.keys()) {
      if (this.owners.size <= rememberedTokens) return;
      this.owners.delete(token);
    }
  }
}
