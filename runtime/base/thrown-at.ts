/** Where in a file an error was thrown: its path, line and column; '' when its stack doesn't say. */
export function thrownAt(thrown: unknown): string {
  const [, path = ''] = /file:\/\/([^\s)?]+(?:\?code=[^\s):]+)?:\d+:\d+)/.exec(stackOf(thrown)) ?? [];
  return path.replace(/\?code=[^:]+/, '');
}

/** '' where something else than an error was thrown. */
export function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? '') : '';
}
