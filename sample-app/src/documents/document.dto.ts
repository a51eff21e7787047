import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { EsignonDocumentItem, EsignonDocumentStatus } from 'nestjs-esignon-auth/client';

const statuses = ['playing', 'complete', 'canceled', 'disposed', 'truncated', 'unknown'] as const;

/** A document that is, or was, out for signature. */
export class DocumentDto {
  @ApiProperty({ description: '문서 ID / document ID' })
  id!: string;

  @ApiProperty({ description: '문서명 / title', example: '근로계약서' })
  title!: string;

  @ApiProperty({ enum: statuses, description: '진행 상태 / status' })
  status!: EsignonDocumentStatus;

  @ApiPropertyOptional({
    type: String,
    description: '이싸인온이 보낸 상태 / status in the word of eSignon',
    example: 'Playing',
  })
  vendorStatus?: string | undefined;

  @ApiProperty({ description: '작성자 이름 / name of the author' })
  name!: string;

  @ApiProperty({ description: '작성자 이메일 / e-mail address of the author' })
  email!: string;

  @ApiPropertyOptional({ type: Date, description: '시작 일시 / when it was started' })
  startedAt?: Date | undefined;
}

export class DocumentListDto {
  @ApiProperty({ description: '전체 문서 수 / number of all documents' })
  total!: number;

  @ApiProperty({ type: [DocumentDto] })
  documents!: DocumentDto[];
}

export class StartedDocumentDto {
  @ApiProperty({ description: '시작된 문서의 ID / ID of the started document' })
  id!: string;
}

export function toDocumentDto(item: EsignonDocumentItem): DocumentDto {
  const { id, name = '', status, vendorStatus, author, startedAt } = item;
  return {
    id,
    title: name,
    status,
    vendorStatus,
    startedAt,
    name: author?.name ?? '',
    email: author?.email ?? '',
  };
}
