import { isoTime } from '../../runtime/base/calendar.ts';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { Analytic, StateView } from '../analytic.ts';
import type { Event } from '../event.ts';
import { proofOf } from '../proof.ts';
import type { Timer, Turn } from '../turn.ts';
import type { Closing, Windows } from '../windows/windows.ts';

/** Counts a key's active events in windows and reports each window that has more of them than the threshold. */
export class AlarmWindow implements Analytic {
  readonly id: string;
  /** 2: with the inputs of what windows hold. */
  readonly stateVersion = 2;
  readonly windows: Windows;
  readonly clock: 'partition' | 'key';
  readonly expireAfter: number;

  constructor(id: string, windows: Windows, clock: 'partition' | 'key', expireAfter = Number.POSITIVE_INFINITY) {
    this.id = id;
    this.windows = windows;
    this.clock = clock;
    this.expireAfter = expireAfter;
  }

  closeOnEvent(slot: number, event: Event, watermark: number, closings: Closing[]): void {
    if (this.windows.closesOnEvent) this.windows.take(slot, event, watermark, closings);
  }

  onEvent(slot: number, event: Event, turn: Turn): void {
    if (this.windows.closesOnEvent) return;
    if (this.windows.take(slot, event, turn.watermark, [])) this.#late(event, turn);
  }

  onClosing(closing: Closing, turn: Turn): void {
    turn.emit('window', {
      'Message Type': 'Window Streaming Analytics',
      Content: {
        Station: turn.station,
        Sensor: turn.sensor,
        Alarm: turn.alarm,
        Message: 'Alarm often gets triggered!',
        'Window start': isoTime(closing.start),
        'Window end': isoTime(closing.end),
        'Active alarms counter': closing.count,
        Analytic: this.id,
        ...proofOf(turn, closing.firstInput, closing.lastInput),
      },
    });
  }

  onTimer(_slot: number, _timer: Timer, _turn: Turn): void {}

  holds(slot: number): boolean {
    return this.windows.holds(slot);
  }

  encode(slot: number, watermark: number): unknown {
    return this.windows.encode(slot, watermark);
  }

  /** State of another version lacks what its alerts have to say: it is refused. */
  decode(slot: number, state: unknown, version: number, watermark: number): void {
    if (version !== this.stateVersion) throw this.#otherVersion(version);
    this.windows.decode(slot, state as number[], watermark);
  }

  release(slot: number): void {
    this.windows.release(slot);
  }

  describe(slot: number, watermark: number, limit: number): StateView {
    return { windows: this.windows.describe(slot, watermark, limit) };
  }

  #otherVersion(version: number): MillraceError {
    return new MillraceError('state-version', {
      what: `a stored state has version ${version}, the code has version ${this.stateVersion}`,
      where: `analytic ${this.id}`,
      fix: "go back to the code that wrote it, or remove the tenant's logs and checkpoints and send its input anew",
    });
  }

  #late(event: Event, turn: Turn): void {
    turn.emit('late', {
      'Message Type': 'Late Event',
      Content: {
        Station: event.station,
        Sensor: event.sensor,
        Alarm: event.alarm,
        'Event time': isoTime(event.time),
        Watermark: isoTime(turn.watermark),
        Analytic: this.id,
      },
    });
  }
}
