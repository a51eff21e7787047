import 'reflect-metadata';
import * as esignon from 'nestjs-esignon-auth';

import scenario from './messages-scenario.cjs';

scenario(esignon, {});
