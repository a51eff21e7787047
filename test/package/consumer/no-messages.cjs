require('reflect-metadata');
const esignon = require('nestjs-esignon-auth');

const scenario = require('./messages-scenario.cjs');

scenario(esignon, {});
