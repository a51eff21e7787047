import { expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';

/** Nest without the package: where this fails, the package cannot be used for a reason that is not its own. */
@Injectable()
class Alone {
  constructor(readonly http: HttpService) {}
}

it('Nest injects by itself', async () => {
  const http = { provide: HttpService, useValue: new HttpService() };
  const app = await Test.createTestingModule({ providers: [Alone, http] }).compile();
  expect(app.get(Alone).http).toBe(http.useValue);
});
