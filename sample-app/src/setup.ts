import { join } from 'node:path';

import { BadRequestException, ValidationPipe, type ValidationError } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Sets up the application itself: what cannot be set in a module. */
export function setUp(app: NestExpressApplication): void {
  app.enableShutdownHooks();
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, exceptionFactory: badRequest }));
  app.useStaticAssets(join(import.meta.dirname, '../../sample-app/public'));
  SwaggerModule.setup('docs', app, () =>
    withAccountParameter(SwaggerModule.createDocument(app, apiDescription())),
  );
}

/** Every error of this API carries a `code` beside its message, so that a page can show it in its language. */
function badRequest(errors: ValidationError[]): BadRequestException {
  const message = errors.flatMap(({ constraints = {} }) => Object.values(constraints)).join('; ');
  const fields = errors.map(({ property }) => property);
  return new BadRequestException({ statusCode: 400, code: 'INVALID_INPUT', message, fields });
}

type PathItem = OpenAPIObject['paths'][string];

/** Adds the parameter to the whole path, since `@ApiParam()` on a class does not apply to inherited handlers. */
function withAccountParameter(document: OpenAPIObject): OpenAPIObject {
  const account: NonNullable<PathItem['parameters']>[number] = {
    name: 'account',
    in: 'path',
    required: true,
    description: '계정 ID / ID of the account',
    schema: { type: 'string', example: 'dalbit' },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    if (path.includes('{account}')) item.parameters = [account];
  }
  return document;
}

function apiDescription() {
  return new DocumentBuilder()
    .setTitle('nestjs-esignon-auth 샘플 애플리케이션')
    .setDescription(
      '이싸인온 인증토큰을 스스로 발급받고 갱신하는 NestJS 애플리케이션입니다. / ' +
        'A NestJS application that obtains and renews its eSignon token by itself.',
    )
    .setVersion('1.0')
    .build();
}
