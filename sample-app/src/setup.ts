import { join } from 'node:path';

import { BadRequestException, ValidationPipe, type ValidationError } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Everything that is set on the application rather than in a module. */
export function setUp(app: NestExpressApplication): void {
  app.enableShutdownHooks();
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, exceptionFactory: badRequest }));
  app.useStaticAssets(join(import.meta.dirname, '../../sample-app/public'));
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, apiDescription()));
}

/** Every error of this API carries a `code` beside its message, so that a page can say it in its language. */
function badRequest(errors: ValidationError[]): BadRequestException {
  const message = errors.flatMap(({ constraints = {} }) => Object.values(constraints)).join('; ');
  const fields = errors.map(({ property }) => property);
  return new BadRequestException({ statusCode: 400, code: 'INVALID_INPUT', message, fields });
}

function apiDescription() {
  return new DocumentBuilder()
    .setTitle('nestjs-esignon-auth 샘플 애플리케이션')
    .setDescription(
      '이싸인온 토큰을 스스로 발급받고 갱신하는 NestJS 애플리케이션입니다. / ' +
        'A NestJS application that obtains and renews its eSignon token by itself.',
    )
    .setVersion('1.0')
    .build();
}
