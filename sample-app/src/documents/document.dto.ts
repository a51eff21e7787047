import { ApiProperty } from '@nestjs/swagger';

/** A document that is, or was, out for signature. */
export class DocumentDto {
  @ApiProperty({ description: '문서 ID / document ID (`wfuid`)' })
  id!: string;

  @ApiProperty({ description: '문서명 / title', example: '근로계약서' })
  title!: string;

  @ApiProperty({
    description: '진행 상태 / status: `Playing`, `Canceled`, `Complete`, `Truncate`',
    example: 'Playing',
  })
  status!: string;

  @ApiProperty({ description: '진행 단계 / step' })
  step!: string;

  @ApiProperty({ description: '작성자 이름 / name of the author' })
  name!: string;

  @ApiProperty({ description: '작성자 이메일 / e-mail address of the author' })
  email!: string;

  @ApiProperty({ description: '시작 일시, 이싸인온이 보낸 그대로 / start, as eSignon wrote it' })
  startedAt!: string;
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
