import { fileURLToPath } from 'node:url';
import { type Modules, noModules } from '../../../actors/catalog.ts';
import type { AnalyticSettings, ModuleConfig, TenantSettings } from '../../../actors/settings.ts';
import { echo } from '../modules/echo.ts';

/** Where the one module is that the reference knows, of those that take others' results. */
export const ECHO = fileURLToPath(new URL('../modules/echo.ts', import.meta.url));
export const echoModules: Modules = { ...noModules, actors: new Map([[ECHO, echo as never]]) };

type Echo = ModuleConfig & { readonly of: readonly string[]; readonly by: string };

function echoesIn({ analytics }: TenantSettings): readonly Echo[] {
  return analytics.filter(isEcho);
}

export function isEcho(settings: AnalyticSettings): settings is Echo {
  return settings.use === ECHO;
}

/** Which analytic's actor has given a result, and at what time. */
export interface RefGiver {
  readonly analytic: string;
  readonly key: string;
  readonly time: number;
}

/** What is sent on of a result; undefined: nothing takes it. */
export function sentOn(
  settings: TenantSettings,
  { analytic, output, key, time, result }: RefGiver & { output: string; result: object },
): object | undefined {
  if (output === 'late' || !echoesIn(settings).some(({ of }) => of.includes(analytic))) return undefined;
  const [Station, Sensor, Alarm] = key.split('-').map((token) => (/^\d+$/.test(token) ? Number(token) : token));
  const content = { Station, Sensor, Alarm, Analytic: analytic, Output: output, Time: time, Result: result };
  return { 'Message Type': 'Chained Result', Content: content };
}

/** All that echoes have taken. */
export class RefEchoes {
  #taken: { readonly echo: Echo; readonly key: string }[] = [];

  /** The echoes of a record, of those that the settings ask for, and whose they are. */
  of(
    settings: TenantSettings,
    kind: string,
    content: Record<string, unknown>,
  ): { readonly echoed: object; readonly giver: RefGiver }[] {
    return this.takers(settings, kind, content).map((echo) => {
      const { Station, Sensor, Alarm, Analytic, Output, Time, Result } = content;
      const token = echo.id.replaceAll('-', '_');
      const keys: Record<string, string> = {
        key: `${Station}-${Sensor}-${Alarm}`,
        sensor: `${Station}-${Sensor}-${token}`,
        station: `${Station}-all-${token}`,
        tenant: `all-all-${token}`,
      };
      const key = keys[echo.by] as string;
      this.#taken.push({ echo, key });
      const number = this.#taken.filter((one) => one.key === key && one.echo.id === echo.id).length;
      return {
        echoed: { Key: key, Number: number, Time, Of: Analytic, Output, Result },
        giver: { analytic: echo.id, key, time: Time as number },
      };
    });
  }

  takers(settings: TenantSettings, kind: string, content: Record<string, unknown>): readonly Echo[] {
    if (kind !== 'partial' || content.Output === undefined) return [];
    const { Station, Sensor, Alarm, Analytic } = content;
    return echoesIn(settings).filter(
      ({ of, where }) =>
        of.includes(Analytic as string) &&
        (where?.station?.includes(Station as number) ?? true) &&
        (where?.sensor?.includes(Sensor as number) ?? true) &&
        (where?.alarm?.includes(Alarm as number) ?? true),
    );
  }

  /** Settings have changed: an echo by others begins anew. */
  change(settings: TenantSettings): void {
    this.#taken = this.#taken.filter(({ echo }) =>
      echoesIn(settings).some(({ id, by }) => id === echo.id && by === echo.by),
    );
  }
}
