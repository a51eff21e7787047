// The switches that break the simulator, and what it received.
import { ask, onAccount } from './account.js';
import { explain } from './api.js';
import { byId, el, setText } from './dom.js';
import { lifetimeOf, onLanguage, t, timeOf } from './i18n.js';

const pollEvery = 2_000;
const actions = ['revoke', 'expire', 'other-login'];
const switches = ['outage', 'slow', 'wrong-password'];
const lifetimes = [20_000, 60_000, 300_000];

let state;
let tell = () => undefined;
let result = () => '';
let failed = false;

/** `onState` hears of every state of the simulator. */
export function initSimulator(onState) {
  tell = onState;
  byId('simulator').hidden = false;
  byId('requests-card').hidden = false;
  byId('restore').addEventListener('click', () => void act('restore'));
  byId('lifetime').addEventListener('change', changeLifetime);
  onLanguage(() => {
    renderControls();
    render();
  });
  onAccount(() => {
    [state, result, failed] = [undefined, () => '', false];
    render();
    void load();
  });
  void poll();
}

async function poll() {
  await load();
  setTimeout(() => void poll(), pollEvery);
}

/** Loads the simulator's state; called too when something happened, so that one need not wait. */
export async function load() {
  if (byId('simulator').hidden || document.hidden) return;
  try {
    show((await ask('GET', '/simulator')).data);
  } catch {
    // The banner says that the connection is lost; or the account is no longer shown.
  }
}

async function act(name, body) {
  try {
    show((await ask('POST', `/simulator/${name}`, body)).data);
    result = () => t('simulator.done');
    failed = false;
  } catch (problem) {
    if (problem.code === 'SUPERSEDED') return;
    result = () => explain(problem);
    failed = true;
  }
  render();
}

function changeLifetime(event) {
  void act('token-lifetime', { ms: Number(event.currentTarget.value) });
}

function show(next) {
  state = next;
  tell(state);
  render();
}

function renderControls() {
  byId('breakers').replaceChildren(...actions.map(actionRow), ...switches.map(switchRow));
  byId('lifetime').replaceChildren(
    ...lifetimes.map((ms) => el('option', { value: String(ms), text: lifetimeOf(ms) })),
  );
}

function breaker(name, control) {
  return el(
    'li',
    {},
    el(
      'div',
      {},
      el('strong', { id: `sim-${name}-name`, text: t(`sim.${name}`) }),
      el('span', { class: 'detail', id: `sim-${name}-text`, text: t(`sim.${name}.text`) }),
    ),
    control,
  );
}

/** Attributes that name a control by the words beside it. */
const named = (name) => ({
  type: 'button',
  'data-testid': `sim-${name}`,
  'aria-describedby': `sim-${name}-text`,
});

function actionRow(name) {
  const label = `${t('simulator.do')}: ${t(`sim.${name}`)}`;
  const attributes = { ...named(name), class: 'button small', 'aria-label': label, text: t('simulator.do') };
  return breaker(name, el('button', { ...attributes, onclick: () => void act(name) }));
}

function switchRow(name) {
  const attributes = { ...named(name), class: 'switch', role: 'switch', 'aria-checked': 'false' };
  const toggle = () => void act(name, { on: !isOn(name) });
  const knob = el('span', { class: 'knob', 'aria-hidden': 'true' });
  return breaker(
    name,
    el(
      'button',
      { ...attributes, id: `sim-${name}`, 'aria-labelledby': `sim-${name}-name`, onclick: toggle },
      knob,
    ),
  );
}

const isOn = (name) => state?.on.includes(name) ?? false;

function render() {
  for (const name of switches) byId(`sim-${name}`).setAttribute('aria-checked', String(isOn(name)));
  if (state && document.activeElement !== byId('lifetime'))
    byId('lifetime').value = String(state.tokenLifetime);
  const line = byId('simulator-result');
  line.dataset.failed = String(failed);
  setText(line, result());
  renderRequests(state?.requests ?? []);
}

function renderRequests(requests) {
  const empty = el('li', { class: 'empty', text: t('requests.empty') });
  byId('requests').replaceChildren(...(requests.length > 0 ? requests.map(request) : [empty]));
}

function request({ at, method, path, status, resultCode, login, token }) {
  const kind = login ? t('requests.login') : token ? t('requests.token') : '';
  const bad = status !== 200 || (resultCode !== undefined && resultCode !== '00');
  return el(
    'li',
    { 'data-bad': String(bad), 'data-path': path },
    el('time', { text: timeOf(at), datetime: at }),
    el(
      'div',
      {},
      el('code', { text: `${method} ${path}` }),
      kind && el('span', { class: 'detail', text: kind }),
    ),
    el('span', {
      class: 'answer',
      text: [status ?? '–', resultCode && t('requests.result', { code: resultCode })]
        .filter(Boolean)
        .join(' · '),
    }),
  );
}
