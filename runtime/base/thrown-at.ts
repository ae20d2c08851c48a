/** Where our own sources and the packages they use are; a user's module may stand in an example's folder beside them. */
const OURS = ['runtime/', 'connectors/', 'actors/', 'node_modules/'].map(
  (folder) => new URL(`../../${folder}`, import.meta.url).href,
);

/** The places in files that an error's stack tells, the innermost first, with line and column; none where no error was thrown. */
export function placesOf(thrown: unknown): string[] {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return [...stack.matchAll(/file:\/\/[^\s)]+/g)].map(([place]) => place);
}

/** Whether a place is in our own code, or in a package that it uses. */
export function isOurPlace(place: string): boolean {
  return OURS.some((folder) => place.startsWith(folder));
}

/** Where in a user's module an error was thrown: its path, line and column; '' when its stack doesn't say. */
export function thrownAt(thrown: unknown): string {
  const place = placesOf(thrown).find((one) => !isOurPlace(one)) ?? '';
  return place.replace('file://', '').replace(/\?code=[^:]+/, '');
}
