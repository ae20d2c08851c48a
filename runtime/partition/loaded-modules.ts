import type { Modules } from '../../actors/catalog.ts';

/** The modules of both; of one path the later ones. */
export function joinModules(first: Modules, later: Modules): Modules {
  return {
    actors: new Map([...first.actors, ...later.actors]),
    formats: new Map([...first.formats, ...later.formats]),
  };
}
