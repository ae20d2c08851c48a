/** A group without the keys that have no value. */
export type Present<T extends object> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that have no value. */
export function present<T extends object>(group: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined)) as Partial<Present<T>>;
}
