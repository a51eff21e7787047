import type { InjectionToken, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

type Hooks = Partial<OnApplicationBootstrap & OnApplicationShutdown>;
type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

/**
 * Whether the module that provides `token` was loaded by `LazyModuleLoader`, in which case Nest calls none of its
 * lifecycle hooks. Modules loaded at the start are imported, directly or not, by the root module.
 */
export function isLazyLoaded(modules: ModulesContainer, token: InjectionToken): boolean {
  const [core, root] = modules.values();
  // A testing module may have no root.
  const reachable = new Set([core, root].filter((start) => start !== undefined));
  // Iterating a Set includes what is added meanwhile.
  for (const { imports } of reachable) for (const imported of imports) reachable.add(imported);
  return ![...reachable].some(({ providers }) => providers.has(token));
}

/**
 * Calls the lifecycle hooks of a lazy-loaded provider, which Nest does not call. The bootstrap hook is called now. The
 * shutdown hook is added to a provider of Nest's core module, whose hooks Nest calls in every application.
 */
export async function callHooks(modules: ModulesContainer, hooks: Hooks): Promise<void> {
  const onApplicationShutdown = (): unknown => hooks.onApplicationShutdown?.();
  const provide = Symbol('EsignonAuthShutdown');
  coreOf(modules).addProvider({ provide, useValue: { onApplicationShutdown } });
  try {
    await hooks.onApplicationBootstrap?.();
  } catch (error) {
    // Loading fails, so nothing can use the instance: release it.
    await onApplicationShutdown();
    throw error;
  }
}

function coreOf(modules: ModulesContainer): NestModule {
  return [...modules.values()].find(({ providers }) => providers.has(ModulesContainer)) as NestModule;
}
