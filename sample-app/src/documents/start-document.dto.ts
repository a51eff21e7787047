import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length } from 'class-validator';

export class StartDocumentDto {
  @ApiProperty({ description: '문서명 / title of the document', example: '근로계약서' })
  @IsString()
  @Length(1, 100)
  title!: string;

  @ApiProperty({ description: '서명자 이름 / name of the signer', example: '홍길동' })
  @IsString()
  @Length(1, 50)
  name!: string;

  @ApiProperty({ description: '서명자 이메일 / e-mail address of the signer', example: 'hong@example.com' })
  @IsEmail()
  email!: string;

  @ApiPropertyOptional({ type: String, description: '서식 ID / template ID', default: '1' })
  @IsOptional()
  @IsString()
  @Length(1, 50)
  templateId = '1';
}
