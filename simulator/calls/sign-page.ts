import { currentSigner, type SimulatorDocument } from '../documents/document.js';
import { type Answer, html } from '../http/http.js';
import type { RequestContext } from '../state.js';

/**
 * `GET|POST /api/{companyId}/sign?token=` and `/mail/sign?token=`: the page on which a person signs. [D]
 *
 * A small page of the simulator's own. Its two buttons post `decision=CF` or `RT`, which is not the vendor's way. [I]
 * `callback_fn` and `next_sign` are ignored: no popup opens here.
 */
export function signPage(context: RequestContext): Answer {
  const { state, request } = context;
  const target = state.signLinks.find(request.query['token']);
  if (!target) return page(404, '유효하지 않은 링크입니다 · This link is not valid');
  if (target.kind !== 'document') return page(200, target.name);
  const document = state.documents.findAnywhere(target.documentId);
  if (!document) return page(404, '문서가 없습니다 · There is no such document');
  if (request.method === 'POST') decide(context, document, target.email);
  return documentPage(document, target.email);
}

function decide({ state, request }: RequestContext, document: SimulatorDocument, email: string): void {
  if (currentSigner(document)?.email !== email) return;
  const form = new URLSearchParams(request.body);
  const comment = form.get('comment') ?? '';
  if (form.get('decision') === 'CF') state.documents.approve(document, { comment });
  if (form.get('decision') === 'RT') state.documents.reject(document, comment);
}

function documentPage(document: SimulatorDocument, email: string): Answer {
  const isTurn = currentSigner(document)?.email === email;
  const rows = [...document.fields].map(
    ([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`,
  );
  return page(
    200,
    document.name,
    `<p>${document.status} · ${escape(email)}</p><dl>${rows.join('')}</dl>${isTurn ? FORM : ''}`,
  );
}

const FORM =
  '<form method="post"><label>의견 · comment <input name="comment"></label>' +
  '<button name="decision" value="CF">서명 · Sign</button>' +
  '<button name="decision" value="RT">반려 · Reject</button></form>';

function page(status: number, title: string, body = ''): Answer {
  return html(
    status,
    `<!doctype html><html lang="ko"><meta charset="utf-8"><title>${escape(title)}</title>` +
      `<h1>${escape(title)}</h1>${body}</html>`,
  );
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
