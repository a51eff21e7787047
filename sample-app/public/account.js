// The account that the page stands for: the switch, and calls that go as that account.
import { call, Problem } from './api.js';
import { byId, el } from './dom.js';
import { onLanguage, t } from './i18n.js';

const listeners = [];
let accounts = [];
let current;

/** Calls `listener` whenever an account is chosen: the first time, and on each switch. */
export function onAccount(listener) {
  listeners.push(listener);
}

/** Loads the accounts and chooses the one in the page's address, else the main one. */
export async function initAccounts() {
  ({ data: accounts } = await call('GET', '/api/accounts'));
  const asked = new URLSearchParams(location.search).get('account');
  const select = byId('account');
  select.addEventListener('change', () => choose(select.value));
  byId('account-switch').hidden = accounts.length < 2;
  choose(asked);
  onLanguage(renderOptions);
}

export const currentAccount = () => current;

/** Where the account's own part of the API is. */
export const pathOf = (path) => `${current.path}${path}`;

/** A call as the account of now. What is answered once another one is shown is a `Problem` called `SUPERSEDED`. */
export async function ask(method, path, body) {
  const asked = current;
  const answer = await call(method, pathOf(path), body).catch((problem) => problem);
  if (asked !== current) throw new Problem('SUPERSEDED', '');
  if (answer instanceof Problem) throw answer;
  return answer;
}

function choose(id) {
  current = accounts.find((account) => account.id === id) ?? accounts[0];
  remember(current);
  for (const listener of listeners) listener();
}

/** In the address, so that the page can be reloaded, and two be open side by side. */
function remember({ id }) {
  const url = new URL(location.href);
  if (id === accounts[0].id) url.searchParams.delete('account');
  else url.searchParams.set('account', id);
  history.replaceState(null, '', url);
}

function renderOptions() {
  const select = byId('account');
  select.replaceChildren(...accounts.map(option));
  select.value = current.id;
}

const option = ({ id, name, companyId }) =>
  el('option', { value: id, text: `${name ?? t('account.main')} · ${companyId}`, lang: name && 'ko' });
