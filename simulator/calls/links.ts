import { currentSigner, type SimulatorDocument, type Signer } from '../documents/document.js';
import type { SignTarget } from '../documents/sign-links.js';
import type { SimulatorState } from '../state.js';

/** The page that a token opens. */
export function signUrl(state: SimulatorState, companyId: string, target: SignTarget): string {
  const token = state.signLinks.tokenFor(target);
  return `${state.url()}/api/${encodeURIComponent(companyId)}/sign?token=${token}`;
}

/** The page on which somebody sees a document, and signs it where it is their turn. */
export function personUrl(
  state: SimulatorState,
  { id, companyId }: SimulatorDocument,
  email: string,
): string {
  return signUrl(state, companyId, { kind: 'document', documentId: id, email });
}

/** The starter's token: it lets them sign where they are a signer, else look on. [D] */
export function starterToken(state: SimulatorState, { id, starter }: SimulatorDocument): string {
  return state.signLinks.tokenFor({ kind: 'document', documentId: id, email: starter.email });
}

/** Where the signer whose turn it is signs; `undefined` when the document is not running. */
export function nextSigner(
  state: SimulatorState,
  document: SimulatorDocument,
): { signer: Signer; url: string } | undefined {
  const signer = currentSigner(document);
  return signer && { signer, url: personUrl(state, document, signer.email) };
}

/** Links to the files of a complete document, good for 5 minutes [D]; empty until then. [F] */
export function fileUrls(
  state: SimulatorState,
  { id, name, status }: SimulatorDocument,
): { document: string; certificate: string } {
  if (status !== 'Complete') return { document: '', certificate: '' };
  const link = (title: string, text: string): string => state.url() + state.downloads.create(title, text);
  return {
    document: link(name, `Document ${id}`),
    certificate: link(`${name} 이력인증서`, `Certificate of ${id}`),
  };
}
