// The table of the documents: one row each, with what can be done about it.
import { pathOf } from './account.js';
import { byId, el, runBy } from './dom.js';
import { dateTimeOf, t } from './i18n.js';

/** `actions` by their names, in the order of their buttons: each gets the document. */
export function renderRows(documents, actions) {
  const rows = byId('documents-rows');
  // A list that did not change keeps its elements, and whoever is on a button keeps the focus.
  const key = JSON.stringify([document.documentElement.lang, documents ?? null]);
  if (rows.dataset.key === key) return;
  rows.dataset.key = key;
  const focused = document.activeElement?.closest('#documents-rows tr')?.dataset.id;
  if (documents?.length) rows.replaceChildren(...documents.map((one) => row(one, actions)));
  else rows.replaceChildren(note(t(documents ? 'documents.none' : 'documents.unloaded')));
  if (focused) focusRow(rows, focused);
}

/** Back to where the focus was: on the row's first button, or on its title once there is none. */
function focusRow(rows, id) {
  const found = [...rows.children].find((one) => one.dataset.id === id);
  (found?.querySelector('.action .button') ?? found?.querySelector('th') ?? byId('reload')).focus();
}

const note = (text) => el('tr', {}, el('td', { colspan: '5', class: 'empty', text }));

function row(item, actions) {
  const { id, title, status, vendorStatus, name, email, startedAt } = item;
  const label = status === 'unknown' ? vendorStatus : t(`status.${status}`);
  return el(
    'tr',
    { 'data-id': id },
    el('th', { scope: 'row', tabindex: '-1', text: title }),
    el('td', {}, el('span', { text: name }), el('span', { class: 'email', text: email, title: email })),
    el('td', {}, el('span', { class: 'badge', 'data-status': status, text: label })),
    el('td', { class: 'when', text: startedAt ? dateTimeOf(startedAt) : '' }),
    el(
      'td',
      { class: 'action' },
      ...(status === 'playing' ? buttons(item, actions) : []),
      status === 'complete' && fileLink(item),
    ),
  );
}

function buttons(item, actions) {
  return Object.entries(actions).map(([name, act]) =>
    el('button', {
      type: 'button',
      class: 'button small',
      'data-testid': `${name}-document`,
      'aria-label': t(`documents.${name}.label`, item),
      text: t(`documents.${name}`),
      onclick: (event) => void runBy(event.currentTarget, () => act(item)),
    }),
  );
}

function fileLink({ id, title }) {
  return el('a', {
    class: 'button small',
    'data-testid': 'download-document',
    download: true,
    href: pathOf(`/documents/${encodeURIComponent(id)}/file`),
    'aria-label': t('documents.download.label', { title }),
    text: t('documents.download'),
  });
}
