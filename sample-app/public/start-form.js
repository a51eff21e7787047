// The form that starts a document, and the templates to start it from.
import { ask, onAccount } from './account.js';
import { byId, el, runBy } from './dom.js';
import { onLanguage, t } from './i18n.js';

let templates;

/** `start` gets what was entered, and the function that empties the form. */
export function initStartForm(start) {
  const form = byId('start-form');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const entered = Object.fromEntries(new FormData(form));
    void runBy(event.submitter, () => start(entered, empty));
  });
  onLanguage(render);
  onAccount(() => {
    templates = undefined;
    render();
  });
}

/** Loads the account's templates unless they are here. Fails in silence: the choice says that there are none yet. */
export async function loadTemplates() {
  if (templates) return;
  try {
    ({ data: templates } = await ask('GET', '/templates'));
    render();
  } catch {
    // Tried again with the next list of documents.
  }
}

/** All but the template, which may be wanted again. */
function empty() {
  for (const input of byId('start-form').querySelectorAll('input')) input.value = '';
}

function render() {
  const { title, name, email, templateId } = byId('start-form').elements;
  title.placeholder = t('start.title.example');
  name.placeholder = t('start.name.example');
  email.placeholder = 'name@example.com';
  const chosen = templateId.value;
  templateId.replaceChildren(...options());
  if (templates?.some(({ id }) => id === chosen)) templateId.value = chosen;
}

/** The form has one signer, so templates with more are left out. */
function options() {
  if (!templates) return [el('option', { value: '', text: t('start.template.loading') })];
  const usable = templates.filter(({ steps = 1 }) => steps === 1);
  if (usable.length === 0) return [el('option', { value: '', text: t('start.template.none') })];
  return usable.map(({ id, name }) => el('option', { value: id, text: name ?? id }));
}
