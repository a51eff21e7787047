import { Module } from '@nestjs/common';

import { AccountTokenController, TokenController } from './token.controller.js';
import { TokenEvents } from './token.events.js';

@Module({ controllers: [TokenController, AccountTokenController], providers: [TokenEvents] })
export class TokenModule {}
