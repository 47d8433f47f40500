// Formats amounts in the same way as the command-line program.

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** Returns a size with three significant digits and a decimal unit: `17.2 GB`. */
export function sizeText(bytes) {
  if (bytes === 1) return "1 byte";
  let unit = 0;
  let value = bytes;
  // 999.5 would be rounded to 1000 of this unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Returns a duration as a clock shows it: `1:24`, `2:03:10`. */
export function clockText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Returns a duration in words: `0.8 s`, `2 min 13 s`, `3 h 5 min`. */
export function durationText(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  const minutes = Math.floor(whole / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
}

/** Returns `1 file` or `50 files`. */
export function countText(count, noun) {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
