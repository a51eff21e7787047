import { randomUUID } from 'node:crypto';

/** How long a link is valid: 5 minutes, in ms. */
const LINK_LIFETIME = 300_000;

interface Link {
  readonly title: string;
  readonly text: string;
  readonly expiresAt: number;
}

/** Links that anyone can open while they are valid. */
export class DownloadLinks {
  readonly #links = new Map<string, Link>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The path of a new link. */
  create(title: string, text: string): string {
    // All links have the same lifetime, so removal stops at the first valid one.
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
