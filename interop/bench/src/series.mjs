// A series is a list of [time in ms, bytes received in all until then].

/** Bytes at a time, on the straight line between the two samples around it. */
export function bytesAt(series, time) {
  const after = series.findIndex(([t]) => t >= time);
  if (after === -1) return series.at(-1)?.[1] ?? 0;
  if (after === 0) return time < series[0][0] ? 0 : series[0][1];
  const [t0, b0] = series[after - 1];
  const [t1, b1] = series[after];
  return b0 + ((b1 - b0) * (time - t0)) / (t1 - t0);
}

/** Bytes a second between two times. */
export function rateBetween(series, from, to) {
  return ((bytesAt(series, to) - bytesAt(series, from)) * 1000) / (to - from);
}

/**
 * The first time from `from` on at the end of a window of `window` ms in which the rate was at
 * least `rate`; undefined if there was none.
 */
export function firstReaching(series, from, rate, window) {
  const end = series.at(-1)?.[0] ?? 0;
  for (let t = from + window; t <= end; t += 20) {
    if (rateBetween(series, t - window, t) >= rate) return t;
  }
  return undefined;
}

/** The rates of `step` ms each from `from` on, in bytes a second. */
export function ratesFrom(series, from, to, step) {
  const rates = [];
  for (let t = from; t + step <= to; t += step) {
    rates.push(Math.round(rateBetween(series, t, t + step)));
  }
  return rates;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
}
