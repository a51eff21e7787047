import { AccountRepository } from './accounts/accounts.js';
import { TokenRepository } from './accounts/tokens.js';
import { CallbackSender } from './callbacks/callback-sender.js';
import { sendCallback } from './callbacks/callbacks.js';
import { DocumentRepository } from './documents/documents.js';
import { DownloadLinks } from './documents/download-links.js';
import { SignLinks } from './documents/sign-links.js';
import { TemplateRepository } from './documents/templates.js';
import { FaultQueue } from './faults/fault-queue.js';
import type { Journal } from './http/journal.js';
import { DEFAULT_ACCOUNT, type EsignonSimulatorOptions, type EsignonSimulatorSettings } from './options.js';
import type { SimulatorState } from './state.js';

const { companyId, email, password } = DEFAULT_ACCOUNT;

/** The company that exists if the options have none. */
const DEFAULT_COMPANIES = { [companyId]: { members: { [email]: password } } };

/** The state in which a simulator starts. */
export function createState(
  { companies = DEFAULT_COMPANIES, now = (): number => Date.now(), createToken }: EsignonSimulatorOptions,
  settings: EsignonSimulatorSettings,
  journal: Journal,
  url: () => string,
): SimulatorState {
  const state: SimulatorState = {
    settings,
    journal,
    now,
    url,
    accounts: new AccountRepository(companies),
    tokens: new TokenRepository(now, createToken),
    templates: new TemplateRepository(companies),
    documents: new DocumentRepository(companies, now, (document, event) =>
      sendCallback(state, document, event),
    ),
    signLinks: new SignLinks(),
    downloads: new DownloadLinks(now),
    callbacks: new CallbackSender(),
    faults: new FaultQueue(),
  };
  return state;
}
