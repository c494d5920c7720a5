import { describe, expect, test } from 'vitest';
import { WorkMeter } from './work.ts';

describe('the work meter', () => {
  test('tells the remaining time at the pace of the last ten seconds', () => {
    const meter = new WorkMeter(1000);
    for (let second = 1; second <= 30; second++) meter.update(second, second * 10, 0);
    expect(meter.share).toBeCloseTo(0.3, 10);
    expect(meter.secondsLeft).toBeCloseTo(70, 6);
    // The cells become ten times dearer: within ten seconds the estimate has followed.
    for (let second = 31; second <= 42; second++) meter.update(second, 300 + (second - 30), 0);
    expect(meter.secondsLeft).toBeCloseTo(688, 6);
  });

  test('says nothing while there is no pace, and never promises less than nothing', () => {
    const meter = new WorkMeter(100);
    meter.update(0.5, 10, 0);
    expect(meter.secondsLeft).toBeNull();
    meter.update(2, 10, 0);
    meter.update(13, 10, 0);
    meter.update(14, 10, 0);
    expect(meter.secondsLeft).toBeNull();
    const over = new WorkMeter(10);
    over.update(2, 20, 0);
    expect(over.secondsLeft).toBe(0);
    expect(over.share).toBeLessThan(1);
  });

  test('takes in work that shows up late, and work that was there before', () => {
    const late = new WorkMeter(100);
    late.update(2, 50, 150);
    expect(late.share).toBeCloseTo(0.25, 10);
    const resumed = new WorkMeter(100, 60);
    resumed.update(2, 20, 0);
    expect(resumed.share).toBeCloseTo(0.8, 10);
    expect(resumed.secondsLeft).toBeCloseTo(2, 10);
  });
});
