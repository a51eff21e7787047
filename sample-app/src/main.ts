import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.js';
import { banner, cannotListen } from './banner.js';
import { freePort } from './free-port.js';
import { readSettings, type Settings } from './settings.js';
import { setUp } from './setup.js';

async function start(settings: Settings): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(settings), {
    // A page keeps its event stream open, which would delay the shutdown.
    forceCloseConnections: true,
  });
  setUp(app);
  try {
    await app.listen(settings.port);
  } catch (error) {
    console.error(cannotListen(error, settings.port));
    process.exitCode = 1;
    await app.close();
    return;
  }
  const { port } = app.getHttpServer().address() as { port: number };
  console.log(banner(`http://localhost:${port}`, settings));
}

try {
  const settings = readSettings(process.env);
  // The simulator is told where to post callbacks before the application listens.
  await start({ ...settings, port: settings.port || (await freePort()) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
