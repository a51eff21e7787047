// The documents: list, start, cancel, and a steady stream of calls to watch while things break.
import { ask, onAccount } from './account.js';
import { explain } from './api.js';
import { byId, el, runBy, setText } from './dom.js';
import { has, onLanguage, t } from './i18n.js';

const callEvery = 2_000;
const shownCalls = 30;

let documents;
let total = 0;
/** How the last action ended, as a function, so that it can be said in either language. */
let result = () => '';
let failed = false;
let calls = [];
let timer;

export function initDocuments() {
  byId('reload').addEventListener('click', reload);
  byId('auto').addEventListener('click', toggleCalls);
  byId('start-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void runBy(event.submitter, () => start(event.target));
  });
  onLanguage(render);
  onAccount(() => {
    [documents, calls, result, failed] = [undefined, [], () => '', false];
    render();
    void reload();
  });
}

/** Against the vendor a document needs a template of the company's; the simulator takes any. */
export function askForTemplate() {
  byId('template').hidden = false;
  byId('start-form').elements.templateId.required = true;
}

async function reload() {
  await attempt(async () => {
    const { ms } = await refreshList();
    return () => t('documents.listed', { total, ms });
  });
}

async function start(form) {
  const entered = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  await attempt(async () => {
    const { ms } = await ask('POST', '/documents', entered);
    form.reset();
    await refreshList();
    return () => t('documents.startedResult', { title: entered.title, ms });
  });
}

async function cancel(id, title) {
  await attempt(async () => {
    const { ms } = await ask('POST', `/documents/${encodeURIComponent(id)}/cancel`);
    await refreshList();
    return () => t('documents.canceledResult', { title, ms });
  });
}

async function refreshList() {
  const answer = await ask('GET', '/documents');
  ({ documents, total } = answer.data);
  return answer;
}

async function attempt(action) {
  try {
    result = await action();
    failed = false;
  } catch (problem) {
    if (problem.code === 'SUPERSEDED') return;
    result = () => explain(problem);
    failed = true;
  }
  calls = [...calls, { failed, text: result() }].slice(-shownCalls);
  render();
}

function toggleCalls() {
  const on = timer === undefined;
  byId('auto').setAttribute('aria-checked', String(on));
  if (on) void keepCalling();
  else {
    clearTimeout(timer);
    timer = undefined;
  }
}

/** One call after the other, never two at once: a slow vendor must not pile them up. */
async function keepCalling() {
  timer = 0;
  await reload();
  if (timer !== undefined) timer = setTimeout(() => void keepCalling(), callEvery);
}

function render() {
  const line = byId('documents-result');
  line.dataset.failed = String(failed);
  setText(line, result());
  renderCalls();
  renderRows();
  const form = byId('start-form');
  form.elements.title.placeholder = t('start.title.example');
  form.elements.name.placeholder = t('start.name.example');
  form.elements.email.placeholder = 'name@example.com';
}

function renderCalls() {
  const failures = calls.filter((one) => one.failed).length;
  byId('calls').setAttribute('aria-label', t('documents.calls', { count: calls.length, failed: failures }));
  byId('calls').replaceChildren(
    ...calls.map((one) => el('i', { 'data-failed': String(one.failed), title: one.text })),
  );
}

function renderRows() {
  const rows = byId('documents-rows');
  // A list that did not change keeps its elements, and whoever is on a button keeps the focus.
  const key = JSON.stringify([document.documentElement.lang, documents ?? null]);
  if (rows.dataset.key === key) return;
  rows.dataset.key = key;
  const focused = document.activeElement?.closest('#documents-rows tr')?.dataset.id;
  if (documents?.length) rows.replaceChildren(...documents.map(row));
  else rows.replaceChildren(note(t(documents ? 'documents.none' : 'documents.unloaded')));
  if (focused) focusRow(rows, focused);
}

/** Back to where the focus was: on the row's button, or on its title once there is no button. */
function focusRow(rows, id) {
  const found = [...rows.children].find((one) => one.dataset.id === id);
  (found?.querySelector('button') ?? found?.querySelector('th') ?? byId('reload')).focus();
}

const note = (text) => el('tr', {}, el('td', { colspan: '5', class: 'empty', text }));

function row({ id, title, status, name, email, startedAt }) {
  const label = has(`status.${status}`) ? t(`status.${status}`) : status;
  return el(
    'tr',
    { 'data-id': id },
    el('th', { scope: 'row', tabindex: '-1', text: title }),
    el('td', {}, el('span', { text: name }), el('span', { class: 'email', text: email, title: email })),
    el('td', {}, el('span', { class: 'badge', 'data-status': status, text: label })),
    el('td', { class: 'when', text: startedAt.replace(/\.\d+$/, '') }),
    el('td', { class: 'action' }, status === 'Playing' && cancelButton(id, title)),
  );
}

function cancelButton(id, title) {
  return el('button', {
    type: 'button',
    class: 'button small',
    'data-testid': 'cancel-document',
    'aria-label': t('documents.cancel.label', { title }),
    text: t('documents.cancel'),
    onclick: (event) => void runBy(event.currentTarget, () => cancel(id, title)),
  });
}
