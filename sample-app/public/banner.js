// The one sentence above everything else, when something is wrong or has just been mended.
import { onAccount } from './account.js';
import { serverNow } from './clock.js';
import { byId } from './dom.js';
import { onLanguage, t, timeOf } from './i18n.js';

const recoveredFor = 8_000;

const nothing = { status: undefined, failure: undefined, outage: false, contention: 0 };
const facts = { connection: 'connecting', ...nothing };
let recoveredUntil = 0;

export function initBanner() {
  onLanguage(render);
  onAccount(() => {
    Object.assign(facts, nothing);
    recoveredUntil = 0;
    render();
  });
  setInterval(render, 500);
}

/** Takes note of what is known: `connection`, `status`, `outage`. */
export function note(known) {
  if (facts.outage && known.outage === false && !facts.failure) recovered();
  Object.assign(facts, known);
  render();
}

/** Takes note of an event of the module. `old` ones were told before the page was opened. */
export function noteEvent(event, old) {
  if (['login.failed', 'renewal.failed', 'cooldown.started'].includes(event.type)) facts.failure = event;
  if (event.type === 'contention') facts.contention = new Date(event.until).getTime();
  if (['login.succeeded', 'token.adopted'].includes(event.type)) {
    if (facts.failure && !old) recovered();
    facts.failure = undefined;
  }
  render();
}

function recovered() {
  recoveredUntil = Date.now() + recoveredFor;
}

function render() {
  const [kind, text] = verdict();
  const banner = byId('banner');
  if (banner.dataset.kind === kind && banner.textContent === text) return;
  banner.dataset.kind = kind;
  banner.textContent = text;
}

/** The worst that is the case. */
function verdict() {
  const { connection, status, failure, outage, contention } = facts;
  if (connection === 'lost') return ['lost', t('banner.lost')];
  if (contention > serverNow()) return ['contention', t('banner.contention', { until: timeOf(contention) })];
  const inService = status?.state === 'fresh' || status?.state === 'renewable';
  if (failure && !inService) return withoutToken(failure, outage);
  if (outage) return ['outage', whileDown(failure ? served(failure, status) : t('banner.valid'))];
  if (failure) return ['served', served(failure, status)];
  return Date.now() < recoveredUntil ? ['recovered', t('banner.recovered')] : ['', ''];
}

const whileDown = (text) => `${t('banner.outage')} ${text}`;

function withoutToken({ code }, outage) {
  if (code === 'ESIGNON_INVALID_CREDENTIALS') return ['credentials', t('banner.credentials')];
  return ['down', outage ? whileDown(t('banner.down')) : t('banner.down')];
}

function served(failure, status) {
  return t('banner.served', { expiresAt: timeOf(status.expiresAt ?? failure.expiresAt) });
}
