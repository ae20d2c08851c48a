export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where log lines go. */
export type LogSink = (level: LogLevel, message: string, fields: Record<string, unknown>) => void;
