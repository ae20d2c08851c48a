import type { WindowSettings } from '../settings.ts';
import { CountWindows } from './count.ts';
import { SessionWindows } from './sessions.ts';
import { SlidingWindows } from './sliding.ts';
import type { Barrier, Windows } from './windows.ts';

/**
 * The windows that settings ask for.
 *
 * @param queued whether a watermark common to all keys drives them.
 */
export function makeWindows(settings: WindowSettings, threshold: number, queued: boolean, barrier: Barrier): Windows {
  switch (settings.kind) {
    case 'sliding':
      return new SlidingWindows({ size: settings.size, slide: settings.slide, threshold, queued, barrier });
    case 'tumbling':
      return new SlidingWindows({ size: settings.size, slide: settings.size, threshold, queued, barrier });
    case 'session':
      return new SessionWindows({ gap: settings.gap, threshold, queued, barrier });
    case 'count':
      return new CountWindows({ size: settings.size, slide: settings.slide, threshold });
  }
}
