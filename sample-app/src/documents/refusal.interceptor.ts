import {
  BadRequestException,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UnprocessableEntityException,
} from '@nestjs/common';
import { isEsignonApiError } from 'nestjs-esignon-auth';
import { isEsignonInvalidRequestError } from 'nestjs-esignon-auth/client';
import { catchError, type Observable } from 'rxjs';

const tokenRejected = '94';

/**
 * Responds to mistakes in the request, with a message for the user: 400 for a limit that eSignon documents, 422 with the
 * vendor's message ('the document is canceled already'). `EsignonAuthInterceptor`, which wraps this interceptor, responds
 * to all other failures.
 */
@Injectable()
export class RefusalInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        throw toAnswer(error);
      }),
    );
  }
}

function toAnswer(error: unknown): unknown {
  if (isEsignonInvalidRequestError(error)) {
    const { problems } = error;
    return new BadRequestException({ statusCode: 400, code: 'INVALID_INPUT', message: problems.join('; ') });
  }
  if (!isEsignonApiError(error) || error.status === 401) return error;
  const { code, resultCode, resultMessage, message } = error;
  if (resultCode === undefined || resultCode === tokenRejected) return error;
  return new UnprocessableEntityException({
    statusCode: 422,
    code,
    message: resultMessage ?? message,
    resultCode,
  });
}
