/** Whether a client that accepts this wants server-sent events rather than JSON. @param otherwise where it names neither. */
export function wantsEvents(accept: string | undefined, otherwise: boolean): boolean {
  const types = (accept ?? '').split(',').map((part) => part.split(';')[0]?.trim().toLowerCase());
  if (types.includes('text/event-stream')) return true;
  return types.includes('application/json') ? false : otherwise;
}
