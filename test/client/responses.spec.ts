import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Delete,
  Get,
  Logger,
  Param,
  Post,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { EsignonAuthInterceptor, EsignonAuthModule } from 'nestjs-esignon-auth';
import { EsignonClient, EsignonClientModule } from 'nestjs-esignon-auth/client';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { moduleOf, serve, type Served } from '../support/served.js';

@Controller('documents')
@UseInterceptors(EsignonAuthInterceptor)
class DocumentsController {
  constructor(private readonly esignon: EsignonClient) {}

  @Get(':id')
  async get(@Param('id') id: string): Promise<object> {
    const { status } = await this.esignon.documents.get(id);
    return { status };
  }

  @Get(':id/pdf')
  async pdf(@Param('id') id: string): Promise<StreamableFile> {
    const { stream, type } = await this.esignon.documents.download(id);
    return new StreamableFile(stream, { type });
  }

  @Delete(':id')
  async cancel(@Param('id') id: string): Promise<void> {
    await this.esignon.documents.cancel(id);
  }

  @Post(':id/resend')
  async resend(@Param('id') id: string): Promise<void> {
    await this.esignon.documents.resend(id);
  }

  @Post('named/:name')
  async start(@Param('name') name: string): Promise<object> {
    const signers = [{ name: 'B', contact: 'b@example.com' }];
    return this.esignon.documents.start({ name, templateId: '1', signers });
  }
}

describe('N2, N6: the interceptor answers for the client', () => {
  const lines: unknown[] = [];
  let simulator: EsignonSimulator;
  let served: Served;
  beforeAll(async () => {
    simulator = await EsignonSimulator.start();
    const esignon = EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
    const imports = [esignon, EsignonClientModule.forRoot()];
    served = await serve(moduleOf({ imports, controllers: [DocumentsController] }));
    const write = (line: unknown): void => void lines.push(line);
    Logger.overrideLogger({ log: write, warn: write, error: write });
  });
  afterEach(() => void (lines.length = 0));
  afterAll(async () => {
    Logger.overrideLogger(false);
    await served.app.close();
    await simulator.stop();
  });

  async function ask(method: string, path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${served.url}/documents/${path}`, { method });
    return response.json() as Promise<Record<string, unknown>>;
  }
  const start = async (name: string): Promise<string> => (await ask('POST', `named/${name}`))['id'] as string;

  it.each(['404404', '404404/pdf'])('404 for a document that is not there: GET %s', async (path) => {
    expect(await ask('GET', path)).toMatchObject({
      statusCode: 404,
      code: 'ESIGNON_API_FAILED',
      message: 'eSignon has no such document or template. Check its ID.',
    });
  });

  it('409 with the result code for the file of a document that is not complete', async () => {
    const id = await start('Offer');
    expect(await ask('GET', `${id}/pdf`)).toEqual({
      statusCode: 409,
      code: 'ESIGNON_API_FAILED',
      resultCode: '10',
      message: 'The document or template is in a state that does not allow this. Check its status.',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^Document \d+ is playing, .* \(result code 10, ".+"\)/);
  });

  it('409 for what the state of a document does not allow', async () => {
    const id = await start('Offer');
    simulator.completeDocument(id);
    expect(await ask('DELETE', id)).toMatchObject({ statusCode: 409, resultCode: '11' });
    const message = 'The document is already complete.';
    expect(await ask('POST', `${id}/resend`)).toMatchObject({ statusCode: 409, message });
  });

  it('500 for a request that is not sent, and says in the log what is wrong with it', async () => {
    expect(await ask('POST', 'named/a*b')).toEqual({
      statusCode: 500,
      code: 'ESIGNON_INVALID_REQUEST',
      message: 'This application made a request that eSignon would refuse. It was not sent.',
    });
    expect(lines).toEqual([expect.stringMatching(/name has one of the characters/)]);
  });

  it('502 for a start that may have taken place, and says so in the log', async () => {
    simulator.fault({ kind: 'reset', acted: true, times: 1, when: ({ path }) => path.endsWith('/start') });
    expect(await ask('POST', 'named/Offer')).toEqual({
      statusCode: 502,
      code: 'ESIGNON_OUTCOME_UNKNOWN',
      message: 'eSignon may have started the document. Look for it before you ask for it again.',
    });
    expect(lines).toEqual([expect.stringMatching(/^The outcome of a start is unknown/)]);
  });

  it('502 where eSignon rejects every token: that is no matter of the document', async () => {
    simulator.fault({ kind: 'resultCode', resultCode: '94', on: 'calls', times: 2 });
    expect(await ask('GET', '1')).toMatchObject({ statusCode: 502, resultCode: '94' });
  });
});
