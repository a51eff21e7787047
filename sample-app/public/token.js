// The card that shows the token's life.
import { ask, currentAccount, onAccount } from './account.js';
import { explain } from './api.js';
import { serverNow } from './clock.js';
import { byId, runBy, setText } from './dom.js';
import { durationOf, onLanguage, t, timeOf, timeZone } from './i18n.js';

const counters = ['logins', 'rejections', 'failures', 'adoptions'];
const withToken = ['fresh', 'renewable'];

const unknown = { state: 'empty', renewing: false, counters: {} };

let status = unknown;
let spokenAt = 0;

export function initToken() {
  const button = byId('refresh');
  button.addEventListener('click', () => void runBy(button, refresh));
  onLanguage(render);
  onAccount(() => {
    setText(byId('token-problem'), '');
    spokenAt = 0;
    showStatus(unknown);
  });
  setInterval(tick, 200);
}

export function showStatus(next) {
  status = next;
  render();
}

async function refresh() {
  try {
    await ask('POST', '/token/refresh');
    setText(byId('token-problem'), '');
  } catch (problem) {
    if (problem.code !== 'SUPERSEDED') setText(byId('token-problem'), explain(problem));
  }
}

/** The server tells changes; what only time changes is worked out here, between its messages. */
function currentState() {
  const now = serverNow();
  if (status.state === 'fresh' && now >= at('renewAt')) return 'renewable';
  return status.state;
}

function at(name) {
  return status[name] ? new Date(status[name]).getTime() : Infinity;
}

function render() {
  for (const name of counters) setText(byId(`counter-${name}`), String(status.counters[name] ?? 0));
  setText(byId('time-zone'), t('times.zone', { zone: timeZone() }));
  renderMoments();
  tick();
}

function renderMoments() {
  const has = withToken.includes(status.state);
  byId('token-life').classList.toggle('none', !has);
  setText(byId('issued-at'), has && status.issuedAt ? timeOf(status.issuedAt) : '–');
  setText(byId('expires-at'), has && status.expiresAt ? timeOf(status.expiresAt) : '–');
  setText(
    byId('renew-label'),
    has && status.renewAt ? t('token.renewFrom', { time: timeOf(status.renewAt) }) : '',
  );
  const from = has && status.renewAt ? share(at('renewAt')) : 100;
  byId('bar-window').style.left = `${from}%`;
  byId('renew-label').style.setProperty('--at', `${from}%`);
}

function share(moment) {
  const [from, to] = [at('issuedAt'), at('expiresAt')];
  return Math.min(100, Math.max(0, (100 * (moment - from)) / (to - from)));
}

function tick() {
  const state = currentState();
  const shown = status.renewing && !withToken.includes(state) ? 'renewing' : state;
  const word = byId('token-state');
  word.dataset.state = state;
  setText(word, t(`state.${shown}`));
  setText(byId('token-text'), sentence(shown));
  const has = withToken.includes(state);
  const left = has ? at('expiresAt') - serverNow() : 0;
  setText(byId('token-countdown'), has ? t('token.left', { time: durationOf(left) }) : '');
  renderBar(state, has ? share(serverNow()) : 0, left);
}

function sentence(shown) {
  if (shown === 'fresh' && !status.renewAt) return t('text.fresh.noRenewal');
  const key = idle(shown) ? `text.${shown}.onCall` : `text.${shown}`;
  const moments = ['renewAt', 'cooldownUntil'].map((name) => (status[name] ? timeOf(status[name]) : ''));
  return t(key, { renewAt: moments[0], until: moments[1] });
}

/** The module renews the main account by itself, and the others when they are called. */
const idle = (shown) => withToken.includes(shown) && !status.renewing && currentAccount()?.id !== 'main';

function renderBar(state, now, left) {
  const bar = byId('token-bar');
  bar.dataset.state = state;
  byId('bar-elapsed').style.width = `${now}%`;
  byId('bar-now').style.left = `${now}%`;
  // Twice a second would be chatter to a screen reader.
  if (Math.abs(serverNow() - spokenAt) < 5_000) return;
  spokenAt = serverNow();
  bar.setAttribute('aria-valuenow', String(Math.round(now)));
  bar.setAttribute(
    'aria-valuetext',
    left > 0 ? t('token.aria', { time: durationOf(left) }) : t('token.none'),
  );
}
