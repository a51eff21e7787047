import type { InjectionToken, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

type Hooks = Partial<OnApplicationBootstrap & OnApplicationShutdown>;
type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

/**
 * Whether the module that provides `token` came by `LazyModuleLoader`, whose modules get no lifecycle hooks: modules of
 * the start are imported, over others or at once, by the root module.
 */
export function isLazyLoaded(modules: ModulesContainer, token: InjectionToken): boolean {
  const [core, root] = modules.values();
  // A testing module can be without a root.
  const reachable = new Set([core, root].filter((start) => start !== undefined));
  // A set that grows while it is walked is walked to its end.
  for (const { imports } of reachable) for (const imported of imports) reachable.add(imported);
  return ![...reachable].some(({ providers }) => providers.has(token));
}

/**
 * Calls the hooks of a lazy-loaded provider in Nest's place: the bootstrap now, where Nest would have called it before,
 * and the shutdown as one of Nest's core module, which has hooks in every application.
 */
export async function callHooks(modules: ModulesContainer, hooks: Hooks): Promise<void> {
  const onApplicationShutdown = (): unknown => hooks.onApplicationShutdown?.();
  const provide = Symbol('EsignonAuthShutdown');
  coreOf(modules).addProvider({ provide, useValue: { onApplicationShutdown } });
  try {
    await hooks.onApplicationBootstrap?.();
  } catch (error) {
    // The load fails, and with it goes all that could use the instance.
    await onApplicationShutdown();
    throw error;
  }
}

function coreOf(modules: ModulesContainer): NestModule {
  return [...modules.values()].find(({ providers }) => providers.has(ModulesContainer)) as NestModule;
}
