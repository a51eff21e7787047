import { jest } from '@jest/globals';
import { ConsoleLogger, type LoggerService } from '@nestjs/common';

const LEVELS = ['log', 'error', 'warn', 'debug', 'verbose', 'fatal'] as const;

/** What Nest's loggers write at every level, as text and as JSON, instead of writing it to the console. */
export class CapturedLog {
  readonly logger: LoggerService;
  text = '';
  readonly #restore: () => void;

  constructor() {
    const options = { logLevels: [...LEVELS], colors: false };
    const loggers = [new ConsoleLogger(options), new ConsoleLogger({ ...options, json: true })];
    const level =
      (name: (typeof LEVELS)[number]) =>
      (...args: [unknown, ...unknown[]]): void =>
        loggers.forEach((logger) => logger[name](...args));
    this.logger = Object.fromEntries(LEVELS.map((name) => [name, level(name)])) as never;
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((chunk: unknown) => {
        this.text += String(chunk);
        return true;
      }),
    );
    this.#restore = () => spies.forEach((spy) => spy.mockRestore());
  }

  stop(): void {
    this.#restore();
  }
}
