import { Injectable } from '@nestjs/common';
import { EsignonAuthService, esignonBody, EsignonHttpService } from 'nestjs-esignon-auth';
import { firstValueFrom } from 'rxjs';

interface Worklist {
  readonly total: string;
}

/** As users write one: without `@Inject()`, so what arrives is what the compiler's metadata names. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly auth: EsignonAuthService,
    private readonly http: EsignonHttpService,
  ) {}

  async total(): Promise<number> {
    const { total } = await firstValueFrom(this.http.get('/worklists/new').pipe(esignonBody<Worklist>()));
    return Number(total);
  }

  logins(): number {
    return this.auth.status().counters.logins;
  }
}
