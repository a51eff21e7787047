import { Module } from '@nestjs/common';

import { TokenController } from './token.controller.js';
import { TokenEvents } from './token.events.js';

@Module({ controllers: [TokenController], providers: [TokenEvents] })
export class TokenModule {}
