import { describe, expect, it } from '@jest/globals';

import { readZone } from '../../lib/common/time-zone.js';

describe('L4: a time zone', () => {
  it.each([
    ['Z', 0],
    ['z', 0],
    ['+00:00', 0],
    ['-00:00', 0],
    ['+09:00', 540],
    ['+0900', 540],
    ['+09', 540],
    ['+09:59', 599],
    ['-03:30', -210],
    ['+14:00', 840],
    ['-12:00', -720],
  ])('%s is %i minutes east of UTC', (zone, minutes) => {
    // Not toBe: -0 is as good as 0.
    expect(readZone(zone) === minutes).toBe(true);
  });

  it.each([
    '',
    'UTC',
    'KST',
    '09:00',
    '+9',
    '+9:00',
    '+15:00',
    '+09:60',
    '+09:0',
    '+090',
    'Z0',
    ' Z',
    'UTC+09:00',
    '+09:00\n',
  ])('%j is not a time zone', (zone) => {
    expect(readZone(zone)).toBeUndefined();
  });
});
