// The documents: list, start, sign, cancel, and a steady stream of calls to watch while things break.
import { ask, onAccount } from './account.js';
import { call, explain } from './api.js';
import { renderRows } from './document-rows.js';
import { byId, el, setText } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { initStartForm, loadTemplates } from './start-form.js';

const callEvery = 2_000;
const lookEvery = 10_000;
const callbackWithin = 3_000;
const shownCalls = 30;

/** What can be done with a running document, by the names of the messages. */
let actions = { cancel };
/** Documents that were signed here and whose callback has not come yet. */
const awaited = new Set();
let documents;
let total = 0;
/** How the last action ended, as a function, so that it can be said in either language. */
let result = () => '';
let failed = false;
let calls = [];
let timer;
let intro = '';

export function initDocuments() {
  byId('reload').addEventListener('click', reload);
  byId('auto').addEventListener('click', toggleCalls);
  initStartForm(start);
  onLanguage(render);
  onAccount(() => {
    [documents, calls, result, failed] = [undefined, [], () => '', false];
    awaited.clear();
    render();
    void reload();
  });
}

/** How this page learns what the signers do: the simulator's are played here, and without callbacks one has to look. */
export function initSigning({ simulator, callbacks }) {
  if (simulator) actions = { sign, reject, cancel };
  if (!callbacks) setInterval(() => void look(), lookEvery);
  intro = `documents.intro.${simulator ? 'simulator' : callbacks ? 'callbacks' : 'polling'}`;
  render();
}

/** A callback came: what it is about is in the list. */
export function noteCallback({ id }) {
  awaited.delete(id);
  void refreshQuietly();
}

async function reload() {
  await attempt(async () => {
    const { ms } = await refreshList();
    return () => t('documents.listed', { total, ms });
  });
}

async function start(entered, done) {
  await attempt(async () => {
    const { ms } = await ask('POST', '/documents', entered);
    done();
    await refreshList();
    return () => t('documents.startedResult', { title: entered.title, ms });
  });
}

async function cancel({ id, title }) {
  await attempt(async () => {
    const { ms } = await ask('POST', `/documents/${encodeURIComponent(id)}/cancel`);
    await refreshList();
    return () => t('documents.canceledResult', { title, ms });
  });
}

const sign = (item) => decide('sign', item);
const reject = (item) => decide('reject', item);

/** The signer's part. The list is left alone: it changes when the callback comes. */
async function decide(decision, { id, title }) {
  await attempt(async () => {
    awaited.add(id);
    await call('POST', `/api/simulator/documents/${encodeURIComponent(id)}/${decision}`);
    setTimeout(() => void lookFor(id, title), callbackWithin);
    return () => t(`documents.${decision}Result`, { title });
  });
}

/** A document that was started without a callback, or whose callback got lost. */
async function lookFor(id, title) {
  if (!awaited.delete(id)) return;
  await attempt(async () => {
    await refreshList();
    return () => t('documents.noCallback', { title });
  });
}

async function look() {
  if (!document.hidden && documents?.some(({ status }) => status === 'playing')) await refreshQuietly();
}

async function refreshQuietly() {
  try {
    await refreshList();
    render();
  } catch {
    // Nobody asked for it; the next look or the button will say why.
  }
}

async function refreshList() {
  const answer = await ask('GET', '/documents');
  ({ documents, total } = answer.data);
  void loadTemplates();
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
  setText(byId('documents-intro'), intro && t(intro));
  renderCalls();
  renderRows(documents, actions);
}

function renderCalls() {
  const failures = calls.filter((one) => one.failed).length;
  byId('calls').setAttribute('aria-label', t('documents.calls', { count: calls.length, failed: failures }));
  byId('calls').replaceChildren(
    ...calls.map((one) => el('i', { 'data-failed': String(one.failed), title: one.text })),
  );
}
