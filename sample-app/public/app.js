// Puts the page together: the languages, the stream of events, and the cards.
import { call } from './api.js';
import { initBanner, note, noteEvent } from './banner.js';
import { setServerTime } from './clock.js';
import { byId, setText } from './dom.js';
import { askForTemplate, initDocuments } from './documents.js';
import { currentLanguage, onLanguage, setLanguage, t } from './i18n.js';
import { initSimulator, load as loadSimulator } from './simulator.js';
import { watch } from './stream.js';
import { addEvent, initTimeline } from './timeline.js';
import { initToken, showStatus } from './token.js';

const openedAt = Date.now();
const seen = new Set();
let connection = 'connecting';
let peer;

onLanguage(translate);
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => setLanguage(button.dataset.language));
}
initBanner();
initToken();
initTimeline();
initDocuments();
watch('/api/token/events', { status: onStatus, auth: onAuth, heartbeat: onHeartbeat }, onConnection);
void findPeer();

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

function onStatus(status) {
  setServerTime(status.now);
  note({ status });
  showStatus(status);
}

/** The server repeats its last events on every connection; those shown before are left out. */
function onAuth(event, id) {
  if (seen.has(id)) return;
  seen.add(id);
  const old = new Date(event.at).getTime() < openedAt;
  noteEvent(event, old);
  addEvent(event);
  if (!old) void loadSimulator();
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

/** Asks which server this application talks to; only the simulator has switches. */
async function findPeer() {
  try {
    peer = (await call('GET', '/api/connection')).data;
  } catch {
    setTimeout(() => void findPeer(), 2_000);
    return;
  }
  showPeer();
  if (peer.simulator) initSimulator(({ on }) => note({ outage: on.includes('outage') }));
  else askForTemplate();
}

function showPeer() {
  if (peer) setText(byId('server'), t(peer.simulator ? 'server.simulator' : 'server.vendor', peer));
}
