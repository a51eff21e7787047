import 'reflect-metadata';
import { HttpService } from '@nestjs/axios';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import * as rxjs from 'rxjs';
import * as esignon from 'nestjs-esignon-auth';
import * as testing from 'nestjs-esignon-auth/testing';

import scenario from './scenario.cjs';

await scenario({ core, common, rxjs, axios: new HttpService().axiosRef, esignon, testing });
