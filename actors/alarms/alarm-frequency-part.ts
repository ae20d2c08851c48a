import { isoTime } from '../../runtime/base/calendar.ts';
import type { Turn } from '../turn.ts';
import type { Closing } from '../windows/windows.ts';
import { AlarmWindow } from './alarm-window.ts';

/**
 * Counts a key's activations by period, and sends each count that is not 0 on to be added up: the alarms of a sensor may be in
 * several partitions.
 */
export class AlarmFrequencyPart extends AlarmWindow {
  override onClosing({ start, end, count }: Closing, turn: Turn): void {
    turn.emit('partial', {
      'Message Type': 'Alarm Frequency',
      Content: {
        Station: turn.station,
        Sensor: turn.sensor,
        Alarm: turn.alarm,
        'Period start': isoTime(start),
        'Period end': isoTime(end),
        Activations: count,
        Analytic: this.id,
      },
    });
  }
}
