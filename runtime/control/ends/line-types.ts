/** What a body of lines may be called. */
export const LINE_TYPES = ['text/csv', 'text/plain', 'application/x-ndjson', 'application/octet-stream'] as const;
