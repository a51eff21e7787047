import 'reflect-metadata';
import { RpcException } from '@nestjs/microservices';
import { WsException } from '@nestjs/websockets';
import * as esignon from 'nestjs-esignon-auth';

import scenario from './messages-scenario.cjs';

scenario(esignon, { RpcException, WsException });
