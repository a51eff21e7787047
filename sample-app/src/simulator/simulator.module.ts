import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { addDemoTenants } from './demo-tenants.js';
import { SignerController } from './signer.controller.js';
import { AccountSimulatorController, SimulatorController } from './simulator.controller.js';
import { SimulatorSwitches } from './simulator.switches.js';
import { SimulatorTraffic } from './simulator.traffic.js';

/** The initial lifetime of the simulator's tokens: short enough to watch a renewal. */
export const demoTokenLifetime = 60_000;

/** The embedded simulator, and the switches that cause failures. Your application does not need it. */
@Module({
  controllers: [SimulatorController, AccountSimulatorController, SignerController],
  providers: [SimulatorSwitches, SimulatorTraffic, { provide: EsignonSimulator, useFactory: startSimulator }],
})
export class SimulatorModule implements OnApplicationShutdown {
  constructor(private readonly simulator: EsignonSimulator) {}

  static register(): DynamicModule {
    // Global, because the factory of EsignonAuthModule injects the simulator.
    return { module: SimulatorModule, global: true, exports: [EsignonSimulator] };
  }

  /** The last hook of all: until then the application may still call eSignon. */
  onApplicationShutdown(): Promise<void> {
    return this.simulator.stop();
  }
}

async function startSimulator(): Promise<EsignonSimulator> {
  const simulator = await EsignonSimulator.start({ tokenLifetime: demoTokenLifetime });
  await addDemoTenants(simulator);
  return simulator;
}
