// Puts the page together: the languages, the accounts, the stream of events, and the cards.
import { currentAccount, initAccounts, onAccount, pathOf } from './account.js';
import { call } from './api.js';
import { initBanner, note, noteEvent } from './banner.js';
import { setServerTime } from './clock.js';
import { byId, setText } from './dom.js';
import { initDocuments, initSigning, noteCallback } from './documents.js';
import { currentLanguage, onLanguage, setLanguage, t } from './i18n.js';
import { initSimulator, load as loadSimulator } from './simulator.js';
import { watch } from './stream.js';
import { addEvent, initTimeline } from './timeline.js';
import { initToken, showStatus } from './token.js';

const seen = new Set();
let openedAt = Date.now();
let connection = 'connecting';
let peer;
let unwatch = () => undefined;

onLanguage(translate);
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => setLanguage(button.dataset.language));
}
initBanner();
initToken();
initTimeline();
initDocuments();
onAccount(showAccount);
void start();

function translate() {
  document.documentElement.lang = currentLanguage();
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-i18n]')) setText(element, t(element.dataset.i18n));
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === currentLanguage()));
  }
  showConnection();
  showPeer();
}

/** Asks which server this application talks to, and as whom; only the simulator has switches. */
async function start() {
  try {
    peer = (await call('GET', '/api/connection')).data;
    initSigning(peer);
    await initAccounts();
  } catch {
    setTimeout(() => void start(), 2_000);
    return;
  }
  if (peer.simulator) initSimulator(({ on }) => note({ outage: on.includes('outage') }));
}

function showAccount() {
  unwatch();
  seen.clear();
  openedAt = Date.now();
  const handlers = { status: onStatus, auth: onAuth, document: onDocument, heartbeat: onHeartbeat };
  unwatch = watch(pathOf('/events'), handlers, onConnection);
  byId('token-json').href = pathOf('/token');
  showPeer();
}

function onStatus(status) {
  setServerTime(status.now);
  note({ status });
  showStatus(status);
}

function onAuth(event, id) {
  const isOld = addOnce(event, id);
  if (isOld === undefined) return;
  noteEvent(event, isOld);
  if (!isOld) void loadSimulator();
}

function onDocument(event, id) {
  if (addOnce(event, id) === false) noteCallback(event);
}

/** The server repeats its last events on every connection; for those shown before this returns `undefined`, and otherwise whether the event is older than the page. */
function addOnce(event, id) {
  if (seen.has(id)) return undefined;
  seen.add(id);
  addEvent(event);
  return new Date(event.at).getTime() < openedAt;
}

function onHeartbeat({ now }) {
  setServerTime(now);
}

function onConnection(state) {
  connection = state;
  note({ connection });
  showConnection();
}

function showConnection() {
  const pill = byId('connection');
  pill.dataset.state = connection;
  setText(pill, t(`connection.${connection}`));
}

function showPeer() {
  const account = currentAccount();
  if (!account) return;
  const { companyId } = account;
  const server = t(peer.simulator ? 'server.simulator' : 'server.vendor', { ...peer, companyId });
  setText(byId('server'), peer.store ? `${server} · ${t('server.store', peer)}` : server);
}
