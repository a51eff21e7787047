/** The shapes in which axios' adapters hand over a body. Pure. */

/** A stream of Node's, or of the fetch adapter's. */
export function isStream(data: unknown): boolean {
  return data instanceof ReadableStream || typeof (data as { pipe?: unknown } | null)?.pipe === 'function';
}

/** Bytes as UTF-8 text, without a byte order mark, as axios does for its text answers. */
export function decodeText(bytes: ArrayBuffer | Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Frees the socket of an answer that nobody will read. */
export function discard(data: unknown, request: unknown): void {
  if (data instanceof ReadableStream) data.cancel().catch(() => undefined);
  else if (isStream(data)) {
    // Both: with a limit on its length the stream is one that leads to the socket only once it is read.
    (data as { destroy?(): void }).destroy?.();
    (request as { destroy?(): void } | undefined)?.destroy?.();
  }
}
