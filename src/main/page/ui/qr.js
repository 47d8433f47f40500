// A QR code (ISO/IEC 18004) of text in byte mode, with error correction level L.

/** Error correction codewords per block, and the number of blocks, by version from 1 on. */
const CORRECTION = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
  28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
  8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
];

const BYTE_MODE = 4;
const LEVEL_L = 1;
const QUIET_ZONE = 4;

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** Returns rows of booleans, true for dark, without the quiet zone. */
export function qrModules(text) {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const codewords = interleaved(dataCodewords(bytes, version), version);
  const candidates = MASKS.map((_, mask) => new QrSymbol(version, codewords, mask));
  const penalties = candidates.map((symbol) => symbol.penalty());
  return candidates[penalties.indexOf(Math.min(...penalties))].dark;
}

/** Returns the code as an SVG element. */
export function qrImage(text, label) {
  const modules = qrModules(text);
  const size = modules.length + 2 * QUIET_ZONE;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", modules.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z` : ""))).join(""));
  path.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  return svg;
}

function versionFor(length) {
  for (let version = 1; version <= 40; version++) {
    const head = 4 + (version < 10 ? 8 : 16);
    if (head + 8 * length <= 8 * dataCapacity(version)) return version;
  }
  throw new RangeError("too long for a QR code");
}

function dataCapacity(version) {
  return totalCodewords(version) - CORRECTION[version - 1] * BLOCKS[version - 1];
}

/** Returns the number of codewords: all modules except function patterns, in bytes. */
function totalCodewords(version) {
  const size = 17 + 4 * version;
  const centres = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignment = version === 1 ? 0 : 25 * (centres ** 2 - 3) - 10 * (centres - 2);
  const functions = 3 * 64 + 2 * (size - 16) + 31 + alignment + (version < 7 ? 0 : 36);
  return Math.floor((size ** 2 - functions) / 8);
}

function dataCodewords(bytes, version) {
  const bits = [];
  const append = (value, count) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  const capacity = 8 * dataCapacity(version);
  append(BYTE_MODE, 4);
  append(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) append(byte, 8);
  append(0, Math.min(4, capacity - bits.length));
  append(0, (8 - (bits.length % 8)) % 8);
  for (let padding = 0xec; bits.length < capacity; padding ^= 0xec ^ 0x11) append(padding, 8);
  return Array.from({ length: capacity / 8 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((value, bit) => value * 2 + bit, 0));
}

/** Splits the data into blocks, adds the error correction of each, and interleaves them. */
function interleaved(data, version) {
  const blockCount = BLOCKS[version - 1];
  const correction = CORRECTION[version - 1];
  const shortLength = Math.floor(data.length / blockCount);
  const longBlocks = data.length % blockCount;
  const blocks = [];
  for (let i = 0, start = 0; i < blockCount; i++) {
    const length = shortLength + (i >= blockCount - longBlocks ? 1 : 0);
    blocks.push(data.slice(start, start + length));
    start += length;
  }
  const corrections = blocks.map((block) => remainder(block, generator(correction)));
  return [...columns(blocks), ...columns(corrections)];
}

function columns(rows) {
  const length = Math.max(...rows.map((row) => row.length));
  return Array.from({ length }, (_, i) => rows.map((row) => row[i])).flat().filter((b) => b !== undefined);
}

/** Multiplication in the field of 256 elements with the polynomial 0x11d. */
function times(x, y) {
  let product = 0;
  for (let i = 7; i >= 0; i--) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((y >>> i) & 1) * x);
  return product;
}

/** Coefficients of (x - 1)(x - 2)(x - 4)... without the leading 1. */
function generator(degree) {
  let polynomial = [1];
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    const shifted = [...polynomial, 0];
    polynomial = shifted.map((value, k) => value ^ (k > 0 ? times(polynomial[k - 1], root) : 0));
  }
  return polynomial.slice(1);
}

function remainder(data, divisor) {
  const rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, i) => (rest[i] ^= times(coefficient, factor)));
  }
  return rest;
}

class QrSymbol {
  dark;
  #isFunction;
  #size;

  constructor(version, codewords, mask) {
    this.#size = 17 + 4 * version;
    const grid = () => Array.from({ length: this.#size }, () => Array(this.#size).fill(false));
    this.dark = grid();
    this.#isFunction = grid();
    this.#drawPatterns(version);
    this.#drawFormat(mask);
    if (version >= 7) this.#drawVersion(version);
    this.#drawData(codewords, mask);
  }

  /** Returns the penalty score by which the mask is chosen. */
  penalty() {
    const lines = [...this.dark, ...this.dark.map((_, x) => this.dark.map((row) => row[x]))];
    const text = lines.map((line) => line.map(Number).join(""));
    const runs = text.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []);
    const finders = text.flatMap((line) => [...line.matchAll(/(?=10111010000|00001011101)/g)]);
    const count = this.dark.flat().filter(Boolean).length;
    const imbalance = Math.floor((Math.abs(20 * count - 10 * this.#size ** 2)) / this.#size ** 2);
    return (
      runs.reduce((sum, run) => sum + run.length - 2, 0) +
      3 * this.#squares() + 40 * finders.length + 10 * imbalance
    );
  }

  #squares() {
    let squares = 0;
    for (let y = 1; y < this.#size; y++) {
      for (let x = 1; x < this.#size; x++) {
        const value = this.dark[y][x];
        const [left, above, both] = [this.dark[y][x - 1], this.dark[y - 1][x], this.dark[y - 1][x - 1]];
        if (value === left && value === above && value === both) squares++;
      }
    }
    return squares;
  }

  #set(x, y, isDark) {
    this.dark[y][x] = Boolean(isDark);
    this.#isFunction[y][x] = true;
  }

  #drawPatterns(version) {
    for (let i = 0; i < this.#size; i++) {
      this.#set(6, i, i % 2 === 0);
      this.#set(i, 6, i % 2 === 0);
    }
    const far = this.#size - 4;
    for (const [x, y] of [[3, 3], [far, 3], [3, far]]) this.#drawFinder(x, y);
    const centres = this.#alignmentCentres(version);
    const last = centres.length - 1;
    centres.forEach((x, i) => centres.forEach((y, k) => {
      const isFinder = (i === 0 && (k === 0 || k === last)) || (i === last && k === 0);
      if (!isFinder) this.#drawSquare(x, y, 2, (distance) => distance !== 1);
    }));
  }

  #drawFinder(x, y) {
    this.#drawSquare(x, y, 4, (distance) => distance !== 2 && distance !== 4);
  }

  #drawSquare(centreX, centreY, radius, isDark) {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const [x, y] = [centreX + dx, centreY + dy];
        const isInside = x >= 0 && x < this.#size && y >= 0 && y < this.#size;
        if (isInside) this.#set(x, y, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  }

  #alignmentCentres(version) {
    if (version === 1) return [];
    const count = Math.floor(version / 7) + 2;
    const step = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
    const centres = Array.from({ length: count - 1 }, (_, i) => this.#size - 7 - i * step);
    return [6, ...centres.reverse()];
  }

  /** Draws level and mask with their BCH code, twice. */
  #drawFormat(mask) {
    const data = (LEVEL_L << 3) | mask;
    const bits = ((data << 10) | bch(data, 10, 0x537)) ^ 0x5412;
    const bit = (i) => (bits >>> i) & 1;
    for (let i = 0; i < 15; i++) {
      const along = i < 6 ? i : i < 8 ? i + 1 : i === 8 ? 7 : 14 - i;
      if (i < 8) this.#set(8, along, bit(i));
      else this.#set(along, 8, bit(i));
      if (i < 8) this.#set(this.#size - 1 - i, 8, bit(i));
      else this.#set(8, this.#size - 15 + i, bit(i));
    }
    this.#set(8, this.#size - 8, true);
  }

  #drawVersion(version) {
    const bits = (version << 12) | bch(version, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const [far, near] = [this.#size - 11 + (i % 3), Math.floor(i / 3)];
      this.#set(far, near, (bits >>> i) & 1);
      this.#set(near, far, (bits >>> i) & 1);
    }
  }

  /** Fills pairs of columns from the right, alternating upwards and downwards. */
  #drawData(codewords, mask) {
    let index = 0;
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const isUpward = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.#size; step++) {
        const y = isUpward ? this.#size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#isFunction[y][x]) continue;
          const bit = (codewords[index >>> 3] >>> (7 - (index & 7))) & 1;
          this.dark[y][x] = (bit === 1) !== (MASKS[mask](x, y) === 0);
          index++;
        }
      }
    }
  }
}

function bch(data, degree, polynomial) {
  let rest = data;
  for (let i = 0; i < degree; i++) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial);
  return rest;
}
