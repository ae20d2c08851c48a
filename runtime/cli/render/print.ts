/** Prints lines on standard output. */
export function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Prints raw data, for scripts. */
export function printJson(value: unknown): void {
  print([JSON.stringify(value, undefined, 2)]);
}
