/** The types in which axios' adapters return a body. */

/** Whether it is a stream, of Node or of the fetch adapter. */
export function isStream(data: unknown): boolean {
  return data instanceof ReadableStream || typeof (data as { pipe?: unknown } | null)?.pipe === 'function';
}

/** Decodes UTF-8 without its byte order mark, as axios does for text. */
export function decodeText(bytes: ArrayBuffer | Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Frees the socket of a response whose body is not read. */
export function discard(data: unknown, request: unknown): void {
  if (data instanceof ReadableStream) data.cancel().catch(() => undefined);
  else if (isStream(data)) {
    // The request too: with a size limit axios pipes the body through another stream, which alone frees no socket.
    (data as { destroy?(): void }).destroy?.();
    (request as { destroy?(): void } | undefined)?.destroy?.();
  }
}
