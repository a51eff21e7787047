import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A template from which documents can be started. */
export class TemplateDto {
  @ApiProperty({ description: '서식 ID / template ID', example: '1' })
  id!: string;

  @ApiPropertyOptional({ type: String, description: '서식명 / name', example: '표준 근로계약서' })
  name?: string | undefined;

  @ApiPropertyOptional({ type: Number, description: '서명 단계 수 / number of signers', example: 1 })
  steps?: number | undefined;
}
