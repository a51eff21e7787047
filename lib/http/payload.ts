/** The types in which axios' adapters return a body. */

/** Whether it is a stream, of Node or of the fetch adapter. */
export function isStream(data: unknown): boolean {
  return data instanceof ReadableStream || typeof (data as { pipe?: unknown } | null)?.pipe === 'function';
}

/** Decodes UTF-8 without its byte order mark, as axios does for text. */
export function decodeText(bytes: ArrayBuffer | Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Frees the socket of a response that nobody will read. */
export function discard(data: unknown, request: unknown): void {
  if (data instanceof ReadableStream) data.cancel().catch(() => undefined);
  else if (isStream(data)) {
    // Both: axios pipes a stream with a size limit through another one, which frees the socket only once it is read.
    (data as { destroy?(): void }).destroy?.();
    (request as { destroy?(): void } | undefined)?.destroy?.();
  }
}
