import { UnprocessableEntityException } from '@nestjs/common';
import { isEsignonApiError } from 'nestjs-esignon-auth';

const tokenRejected = '94';

/**
 * What the vendor says about the request itself ('the document is canceled already') is for the user to read: a
 * 422 in the vendor's words. Everything else stays as it is, for `EsignonAuthInterceptor` to answer.
 */
export function toRefusal(error: unknown): unknown {
  if (!isEsignonApiError(error) || !error.resultCode || error.resultCode === tokenRejected) return error;
  const { code, resultCode, resultMessage, message } = error;
  return new UnprocessableEntityException({
    statusCode: 422,
    code,
    message: resultMessage ?? message,
    resultCode,
  });
}
