// The little that this page needs of a view library.

export const byId = (id) => document.getElementById(id);

/** Makes an element: `class`, `text`, `on...` and attributes in one object, then its children. */
export function el(tag, { text, onclick, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (onclick) element.addEventListener('click', onclick);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

/** Writes only what changed, so that screen readers are not told the same thing twice. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** One run at a time. The button stays enabled meanwhile, since one that is disabled loses the focus. */
export async function runBy(button, action) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  await action();
  button.removeAttribute('aria-disabled');
}
