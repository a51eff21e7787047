import { randomUUID } from 'node:crypto';

import type { EsignonDocument } from './documents.js';
import { failure, success } from './envelope.js';
import { type Answer, json } from './http.js';
import { asObject, textAt } from './json.js';
import { message } from './messages.js';
import { tinyPdf } from './pdf.js';
import type { Call, Visit } from './simulator-state.js';

/** How long a link is good for: 5 minutes, in ms. */
const LINK_LIFETIME = 300_000;

interface Link {
  readonly title: string;
  readonly text: string;
  readonly expiresAt: number;
}

/** Links that anyone may open while they last. */
export class DownloadLinks {
  readonly #links = new Map<string, Link>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The path of a new link. */
  create(title: string, text: string): string {
    // All links live equally long, so the first that has not ended stops the sweep.
    for (const [key, { expiresAt }] of this.#links) {
      if (expiresAt > this.#now()) break;
      this.#links.delete(key);
    }
    const key = randomUUID();
    this.#links.set(key, { title, text, expiresAt: this.#now() + LINK_LIFETIME });
    return `/download/${key}`;
  }

  find(key: string | undefined): Link | undefined {
    const link = key === undefined ? undefined : this.#links.get(key);
    return link && link.expiresAt > this.#now() ? link : undefined;
  }
}

/** `POST /workflow/download`: two links for a complete document. This call has no envelope on the way in. */
export function downloadLink(call: Call): Answer {
  const body = asObject(call.json);
  const id = textAt(body, 'workflow_id');
  if (id === undefined) return failure(call, '12', 'malformed');
  const document = call.vendor.documents.find(call.member.companyId, id);
  if (!document) return failure(call, '10', 'unknownDocument');
  if (document.status !== 'Complete') return failure(call, '10', 'notComplete');
  return success(call, linksTo(call, document));
}

/** `GET /download/{key}`: the PDF itself, for whoever has the link; no token is asked for. */
export function download({ vendor, params, language }: Visit): Answer {
  const link = vendor.downloads.find(params[0]);
  if (!link) return json(404, { code: 'NOT_FOUND', message: message('notFound', language) });
  return {
    status: 200,
    headers: { 'content-type': 'application/pdf' },
    body: tinyPdf(link.title, link.text),
  };
}

function linksTo({ vendor }: Call, { id, name }: EsignonDocument): unknown {
  const link = (title: string, text: string): string => vendor.url() + vendor.downloads.create(title, text);
  return {
    workflow_name: name,
    doc_url: link(name, `Document ${id}`),
    cert_url: link(`${name} 이력인증서`, `Certificate of ${id}`),
  };
}
