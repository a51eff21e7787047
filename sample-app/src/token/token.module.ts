import { Module } from '@nestjs/common';

import { AccountTokenController, TokenController } from './token.controller.js';

@Module({ controllers: [TokenController, AccountTokenController] })
export class TokenModule {}
