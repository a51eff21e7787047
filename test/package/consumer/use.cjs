require('reflect-metadata');
const common = require('@nestjs/common');
const core = require('@nestjs/core');
const rxjs = require('rxjs');
const { HttpService } = require('@nestjs/axios');
const esignon = require('nestjs-esignon-auth');
const testing = require('nestjs-esignon-auth/testing');

const scenario = require('./scenario.cjs');

// Its copy, which on Nest 10 and 11 is what the application's require('axios') gives.
const axios = new HttpService().axiosRef;

scenario({ core, common, rxjs, axios, esignon, testing }).catch((error) => {
  console.error(error);
  process.exit(1);
});
