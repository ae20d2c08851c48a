import { type LoadOptions, parseConfig } from '../../config/load.ts';
import type { LoadedConfig } from '../../config/types.ts';

/** The file the tests' configurations stand for. It is never read. */
export const FILE = '/etc/millrace/millrace.yaml';

/** Loads a text with nothing around it: no environment, no files, two processors. */
export function parse(text: string, options: LoadOptions = {}): LoadedConfig {
  return parseConfig(text, FILE, { environment: {}, exists: () => true, parallelism: 2, ...options });
}

/** A tenant `c1` with further lines, four spaces deep. */
export function tenant(...lines: readonly string[]): string {
  return ['tenants:', '  - id: c1', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

/** The shortest list of analytics. */
export const ANALYTICS = 'analytics: [{ use: global-statistics }]';

/** A whole configuration, what a test is not about at its shortest. */
export function minimal(...lines: readonly string[]): string {
  return `${tenant(ANALYTICS)}${lines.join('\n')}\n`;
}

/** A tenant with one alarm-window that has a further line. */
export function alarmWindow(line: string): string {
  return tenant('analytics:', '  - use: alarm-window', `    ${line}`);
}
