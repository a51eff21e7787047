// The documents: list, start, cancel, and a steady stream of calls to watch while things break.
import { call, explain } from './api.js';
import { byId, el, setText } from './dom.js';
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
  byId('start-form').addEventListener('submit', start);
  onLanguage(render);
  void reload();
}

/** Against the vendor a document needs a template of the company's; the simulator takes any. */
export function askForTemplate() {
  byId('template').hidden = false;
  byId('start-form').elements.templateId.required = true;
}

async function reload() {
  await attempt(async () => {
    const { data, ms } = await call('GET', '/api/documents');
    ({ documents, total } = data);
    return () => t('documents.listed', { total, ms });
  });
}

async function start(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector('button');
  const entered = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  button.disabled = true;
  await attempt(async () => {
    const { ms } = await call('POST', '/api/documents', entered);
    form.reset();
    await refreshList();
    return () => t('documents.startedResult', { title: entered.title, ms });
  });
  button.disabled = false;
}

async function cancel(id, title, button) {
  button.disabled = true;
  await attempt(async () => {
    const { ms } = await call('POST', `/api/documents/${encodeURIComponent(id)}/cancel`);
    await refreshList();
    return () => t('documents.canceledResult', { title, ms });
  });
}

async function refreshList() {
  const { data } = await call('GET', '/api/documents');
  ({ documents, total } = data);
}

async function attempt(action) {
  try {
    result = await action();
    failed = false;
  } catch (problem) {
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
  if (documents?.length) rows.replaceChildren(...documents.map(row));
  else rows.replaceChildren(note(t(documents ? 'documents.none' : 'documents.unloaded')));
}

const note = (text) => el('tr', {}, el('td', { colspan: '5', class: 'empty', text }));

function row({ id, title, status, name, email, startedAt }) {
  const label = has(`status.${status}`) ? t(`status.${status}`) : status;
  return el(
    'tr',
    { 'data-id': id },
    el('th', { scope: 'row', text: title }),
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
    onclick: (event) => void cancel(id, title, event.currentTarget),
  });
}
