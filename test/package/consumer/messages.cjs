require('reflect-metadata');
const { RpcException } = require('@nestjs/microservices');
const { WsException } = require('@nestjs/websockets');
const esignon = require('nestjs-esignon-auth');

const scenario = require('./messages-scenario.cjs');

scenario(esignon, { RpcException, WsException });
