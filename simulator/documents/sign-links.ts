import { randomBytes } from 'node:crypto';

/** What the token of a signing page opens. */
export type SignTarget =
  | { readonly kind: 'document'; readonly documentId: string; readonly email: string }
  | { readonly kind: 'preview' | 'link'; readonly templateId: string; readonly name: string };

/** The tokens of the signing pages: one for each person and document, however often it is asked for. */
export class SignLinks {
  readonly #targets = new Map<string, SignTarget>();
  readonly #tokens = new Map<string, string>();

  tokenFor(target: SignTarget): string {
    const key = JSON.stringify(target);
    const token = this.#tokens.get(key) ?? randomBytes(24).toString('base64url');
    this.#tokens.set(key, token);
    this.#targets.set(token, target);
    return token;
  }

  find(token: string | undefined): SignTarget | undefined {
    return token === undefined ? undefined : this.#targets.get(token);
  }
}
