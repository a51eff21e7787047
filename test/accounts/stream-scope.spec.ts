import { EventEmitter, once } from 'node:events';
import { PassThrough, pipeline, Readable, Transform, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { createGzip, gunzipSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';
import { StreamableFile } from '@nestjs/common';
import { of } from 'rxjs';

import { AccountContext } from '../../lib/accounts/account-context.js';

const scope = new AccountContext();
const inside = <T>(fn: () => T): T => scope.run('inside', fn);
const here = (): string => scope.current() ?? 'outside';
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

const PAGES = 5;
/** The scope of each page, with waits between them. */
async function* pages(): AsyncGenerator<string> {
  for (let page = 0; page < PAGES; page++) {
    await turn();
    yield `${here()};`;
  }
}
const ALL_INSIDE = 'inside;'.repeat(PAGES);

/** A source by hand: each `_read` gives one page, some of them later. */
function handWritten(): Readable {
  let left = PAGES;
  return new Readable({
    read() {
      const page = left-- > 0 ? `${here()};` : null;
      if (left % 2) this.push(page);
      else setImmediate(() => this.push(page));
    },
  });
}

describe('A1: a Node stream that runAs() returns', () => {
  const SOURCES: [string, () => Readable][] = [
    ['of an async generator', () => Readable.from(pages())],
    ['that is read by hand', handWritten],
    ['of a generator, through another stream', () => Readable.from(pages()).pipe(new PassThrough())],
    [
      'of a generator, through streams that are full at once',
      () =>
        Readable.from(pages())
          .pipe(new PassThrough({ highWaterMark: 1 }))
          .pipe(new PassThrough({ highWaterMark: 1 })),
    ],
    [
      'of a generator, by pipeline()',
      () => pipeline(Readable.from(pages()), new PassThrough({ highWaterMark: 1 }), () => undefined),
    ],
    [
      'that transforms',
      () => {
        const transform = new Transform({
          transform(_chunk, _encoding, done) {
            setImmediate(() => done(null, `${here()};`));
          },
          flush(done) {
            done(null, `${here()};`);
          },
        });
        return Readable.from(Array.from({ length: PAGES - 1 }, () => '.')).pipe(transform);
      },
    ],
  ];

  it.each(SOURCES)('runs its source inside, whoever reads it: %s', async (_, source) => {
    const stream = inside(source);
    await turn();
    expect(await scope.run('a stranger', () => text(stream))).toBe(ALL_INSIDE);
  });

  it.each(SOURCES)('calls its listeners in the scope of the reader: %s', async (_, source) => {
    const stream = inside(source);
    await turn();
    const seen = new Set<string>();
    await scope.run('the reader', async () => {
      for (const event of ['data', 'end', 'close']) stream.on(event, () => seen.add(`${event} ${here()}`));
      await once(stream, 'close');
    });
    expect([...seen]).toEqual(['data the reader', 'end the reader', 'close the reader']);
  });

  it('leaves each step of who iterates it where it is', async () => {
    const seen: string[] = [];
    for await (const page of inside(() => Readable.from(pages()))) seen.push(`${String(page)}${here()}`);
    expect(seen).toEqual(Array(PAGES).fill('inside;outside'));
  });

  it('is compressed and ended as it was', async () => {
    const compressed = await buffer(inside(() => Readable.from(pages()).pipe(createGzip())));
    expect(gunzipSync(compressed).toString()).toBe(ALL_INSIDE);
  });

  it('ends its source inside when it is destroyed, and tells the failure outside', async () => {
    const seen: string[] = [];
    const source = async function* () {
      try {
        yield '1';
        await new Promise(() => undefined);
      } finally {
        seen.push(`end ${here()}`);
      }
    };
    const stream = inside(() =>
      Object.assign(Readable.from(source()), {
        _destroy(error: Error, done: (error: Error) => void) {
          seen.push(`destroy ${here()}`);
          done(error);
        },
      }),
    );
    stream.on('error', () => seen.push(`error ${here()}`));
    await once(stream, 'readable');
    stream.destroy(new Error('no'));
    await turn();
    expect(seen).toEqual(['destroy inside', 'error outside']);
  });

  it('writes inside, and calls back outside', async () => {
    const seen: string[] = [];
    const stream = inside(
      () =>
        new Writable({
          write(_chunk, _encoding, done) {
            seen.push(`write ${here()}`);
            setImmediate(done);
          },
          final(done) {
            seen.push(`final ${here()}`);
            done();
          },
        }),
    );
    stream.write('x', () => seen.push(`written ${here()}`));
    stream.end();
    await once(stream, 'finish');
    expect(seen).toEqual(['write inside', 'written outside', 'final inside']);
  });

  it('writes many chunks at once inside', async () => {
    const seen: string[] = [];
    const stream = inside(
      () =>
        new Writable({
          writev(chunks, done) {
            seen.push(`${chunks.length} ${here()}`);
            setImmediate(done);
          },
        }),
    );
    for (const chunk of ['a', 'b', 'c']) stream.write(chunk);
    stream.end();
    await once(stream, 'finish');
    expect(seen).toEqual(['1 inside', '2 inside']);
  });

  it('can be changed by others, as libraries do', () => {
    const stream = inside(() => Readable.from([]));
    stream.emit = () => false;
    expect(stream.emit('end')).toBe(false);
    expect(Reflect.deleteProperty(stream, 'emit')).toBe(true);
  });

  it('may be of a file, and of an Observable', async () => {
    const file = new StreamableFile(inside(() => Readable.from(pages())));
    expect(await text(file.getStream())).toBe(ALL_INSIDE);
    const returned = inside(() => of(new StreamableFile(Readable.from(pages()))));
    const seen: string[] = [];
    returned.subscribe((each) => void text(each.getStream()).then((all) => seen.push(all)));
    while (seen.length === 0) await turn();
    expect(seen).toEqual([ALL_INSIDE]);
  });

  it('is the scope in which it was made first', async () => {
    const stream = scope.run('around', () => inside(() => Readable.from(pages())));
    expect(await text(stream)).toBe(ALL_INSIDE);
  });

  it('is the same stream, and is printed as before', () => {
    const [stream, other] = [Readable.from([]), Readable.from([])];
    expect(inside(() => stream)).toBe(stream);
    expect(inspect(stream).replace(/asyncId.*/g, '')).toBe(inspect(other).replace(/asyncId.*/g, ''));
  });

  it('may be an emitter that is no stream, which is left alone', () => {
    const emitter = new EventEmitter();
    expect(inside(() => emitter)).toBe(emitter);
    expect(Object.hasOwn(emitter, 'emit')).toBe(false);
  });
});

describe('A1: a web stream that runAs() returns', () => {
  const webPages = (type?: 'bytes'): ReadableStream => {
    let left = PAGES;
    const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
      await turn();
      // Not a Buffer, whose memory may be shared.
      controller.enqueue(new TextEncoder().encode(`${here()};`));
      if (--left === 0) controller.close();
    };
    return type ? new ReadableStream({ pull, type }) : new ReadableStream({ pull }, { highWaterMark: 0 });
  };

  it.each([
    ['of chunks', () => webPages()],
    ['of bytes', () => webPages('bytes')],
    ['of a Node stream', () => Readable.toWeb(Readable.from(pages()))],
  ])('runs its source inside, and leaves its reader outside: %s', async (_, source) => {
    const reader = inside(source).getReader();
    let all = '';
    for (let step; !(step = await reader.read()).done;) {
      all += Buffer.from(step.value as Uint8Array).toString();
      expect(here()).toBe('outside');
    }
    expect(all).toBe(ALL_INSIDE);
  });

  it('of bytes still fills the buffer of a reader, to its end', async () => {
    const reader = inside(() => webPages('bytes')).getReader({ mode: 'byob' });
    let all = '';
    for (let step; !(step = await reader.read(new Uint8Array(100))).done;)
      all += Buffer.from(step.value).toString();
    expect(all).toBe(ALL_INSIDE);
  });

  it('of bytes ends for a reader without a buffer', async () => {
    expect(await text(inside(() => webPages('bytes')))).toBe(ALL_INSIDE);
  });

  it('is not read before it has a reader', async () => {
    let reads = 0;
    const pull = () => {
      reads += 1;
    };
    const stream = inside(() => new ReadableStream({ pull }, { highWaterMark: 0 }));
    await turn();
    expect(reads).toBe(0);
    await stream.cancel();
  });

  it('is cancelled inside', async () => {
    const seen: unknown[] = [];
    const stream = inside(() => new ReadableStream({ cancel: (reason) => void seen.push(reason, here()) }));
    await stream.cancel('why');
    expect(seen).toEqual(['why', 'inside']);
  });

  it('fails as it did', async () => {
    const stream = inside(() => new ReadableStream({ pull: () => Promise.reject(new Error('no')) }));
    await expect(stream.getReader().read()).rejects.toThrow('no');
  });

  it('is left alone if somebody reads it already', () => {
    const stream = new ReadableStream();
    stream.getReader();
    expect(inside(() => stream)).toBe(stream);
  });
});
