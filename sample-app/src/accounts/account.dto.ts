import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** An account of this application. */
export class AccountDto {
  @ApiProperty({ description: '계정 ID / ID of the account', example: 'dalbit' })
  id!: string;

  @ApiPropertyOptional({
    description: '회사명, 기본 계정에는 없음 / name of the company, none for the main account',
    example: '달빛서점',
  })
  name?: string;

  @ApiProperty({ description: '회사아이디 / company ID', example: 'dalbit-books' })
  companyId!: string;

  @ApiProperty({
    description: '이 계정의 `/documents`, `/token`이 있는 경로 / where `/documents` and `/token` of it are',
    example: '/api/accounts/dalbit',
  })
  path!: string;
}
