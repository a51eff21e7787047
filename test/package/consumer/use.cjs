require('reflect-metadata');
const core = require('@nestjs/core');
const rxjs = require('rxjs');
const esignon = require('nestjs-esignon-auth');
const testing = require('nestjs-esignon-auth/testing');

const scenario = require('./scenario.cjs');

scenario({ core, rxjs, esignon, testing }).catch((error) => {
  console.error(error);
  process.exit(1);
});
