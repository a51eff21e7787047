// The recent events of the token and the documents, the latest first.
import { onAccount } from './account.js';
import { reasonOf } from './api.js';
import { byId, el } from './dom.js';
import { has, onLanguage, t, timeOf } from './i18n.js';

const kept = 60;
const tones = {
  'login.started': 'quiet',
  'login.succeeded': 'good',
  'token.adopted': 'good',
  'token.rejected': 'warn',
  'renewal.failed': 'warn',
  'login.failed': 'bad',
  'cooldown.started': 'bad',
  contention: 'bad',
  'callback.approved': 'good',
  'callback.canceled': 'quiet',
};

const list = () => byId('timeline');
let events = [];

export function initTimeline() {
  onLanguage(render);
  onAccount(() => {
    events = [];
    render();
  });
}

function render() {
  // A change of language or account is no news.
  const log = list().parentElement;
  log.setAttribute('aria-live', 'off');
  list().replaceChildren(...(events.length > 0 ? events.map(item) : [nothing()]));
  setTimeout(() => log.setAttribute('aria-live', 'polite'), 1_000);
}

export function addEvent(event) {
  if (events.length === 0) list().replaceChildren();
  events = [event, ...events].slice(0, kept);
  list().prepend(item(event));
  while (list().children.length > kept) list().lastElementChild.remove();
}

const nothing = () => el('li', { class: 'empty', text: t('timeline.empty') });

function item(event) {
  const { type, code, resultCode } = event;
  const detail = has(`event.${type}.detail`) ? t(`event.${type}.detail`, values(event)) : '';
  return el(
    'li',
    { 'data-type': type, 'data-tone': tones[type] ?? 'warn' },
    el('time', { text: timeOf(event.at), datetime: event.at }),
    el(
      'div',
      {},
      el('strong', { text: t(`event.${type}`, values(event)) }),
      detail && el('span', { class: 'detail', text: detail }),
      code && el('code', { text: resultCode ? `${code} ${resultCode}` : code }),
    ),
  );
}

/** The event's values as words. */
function values({ code, ageMs, durationMs, received, title, by, status, ...event }) {
  const moments = ['expiresAt', 'retryAt', 'until'].map((name) => [name, event[name] && timeOf(event[name])]);
  return {
    ...Object.fromEntries(moments),
    durationMs: Math.round(durationMs),
    received,
    title,
    who: by ? `${by} · ` : '',
    status: has(`status.${status}`) ? t(`status.${status}`) : status,
    age: Math.round((ageMs ?? 0) / 1000),
    reason: code ? reasonOf(code) : '',
  };
}
