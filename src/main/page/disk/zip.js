// Builds a ZIP archive of uncompressed files from Blobs, without copying their content to memory.

import { concatenated, utf8 } from "../bytes.js";

/** Sizes and offsets from this value on need ZIP64 fields. */
const ZIP64_LIMIT = 0xffffffff;
const VERSION = 45;
/** Unix: programs then do not convert the names. */
const MADE_BY = (3 << 8) | VERSION;
const FILE_MODE = 0o100644;
const DIRECTORY_MODE = 0o040755;
const DOS_DIRECTORY = 0x10;
const UTF8_NAMES = 0x0800;
const ZIP64 = 0x0001;

/** Returns the archive as a Blob. Files are {path, content, crc, modified}, directories {path}. */
export function zipOf(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const file of files) {
    const entry = new Entry(file, offset);
    const head = entry.localHeader();
    parts.push(head, ...(file.content ? [file.content] : []));
    offset += head.length + entry.size;
    directory.push(entry.centralHeader());
  }
  const length = directory.reduce((sum, header) => sum + header.length, 0);
  return new Blob([...parts, ...directory, ending(files.length, length, offset)], {
    type: "application/zip",
  });
}

class Entry {
  size;
  #name;
  #crc;
  #time;
  #offset;
  #isDirectory;

  constructor({ path, content, crc = 0, modified = null }, offset) {
    this.#isDirectory = !content;
    this.size = content?.size ?? 0;
    this.#name = utf8(this.#isDirectory ? `${path}/` : path);
    this.#crc = crc;
    this.#time = dosTime(modified);
    this.#offset = offset;
  }

  localHeader() {
    const extra = this.size >= ZIP64_LIMIT ? zip64([this.size, this.size]) : new Uint8Array();
    const head = fields([4, 0x04034b50], ...this.#common(extra));
    return concatenated(head, this.#name, extra);
  }

  centralHeader() {
    const isLarge = this.size >= ZIP64_LIMIT;
    const isFar = this.#offset >= ZIP64_LIMIT;
    const extra = isLarge || isFar
      ? zip64([...(isLarge ? [this.size, this.size] : []), ...(isFar ? [this.#offset] : [])])
      : new Uint8Array();
    const head = fields(
      [4, 0x02014b50], [2, MADE_BY], ...this.#common(extra),
      [2, 0], [2, 0], [2, 0], [4, this.#attributes()], [4, Math.min(this.#offset, ZIP64_LIMIT)],
    );
    return concatenated(head, this.#name, extra);
  }

  #attributes() {
    const unix = this.#isDirectory ? DIRECTORY_MODE : FILE_MODE;
    return ((unix << 16) | (this.#isDirectory ? DOS_DIRECTORY : 0)) >>> 0;
  }

  #common(extra) {
    const size = Math.min(this.size, ZIP64_LIMIT);
    return [
      [2, VERSION], [2, UTF8_NAMES], [2, 0], [4, this.#time], [4, this.#crc],
      [4, size], [4, size], [2, this.#name.length], [2, extra.length],
    ];
  }
}

function ending(count, length, offset) {
  const plain = fields(
    [4, 0x06054b50], [2, 0], [2, 0], [2, Math.min(count, 0xffff)], [2, Math.min(count, 0xffff)],
    [4, Math.min(length, ZIP64_LIMIT)], [4, Math.min(offset, ZIP64_LIMIT)], [2, 0],
  );
  if (count < 0xffff && length < ZIP64_LIMIT && offset < ZIP64_LIMIT) return plain;
  const large = fields(
    [4, 0x06064b50], [8, 44], [2, VERSION], [2, VERSION], [4, 0], [4, 0],
    [8, count], [8, count], [8, length], [8, offset],
  );
  const locator = fields([4, 0x07064b50], [4, 0], [8, offset + length], [4, 1]);
  return concatenated(large, locator, plain);
}

function zip64(values) {
  return fields([2, ZIP64], [2, 8 * values.length], ...values.map((value) => [8, value]));
}

/** Encodes fields given as [length in bytes, value], in little-endian order. */
function fields(...list) {
  const view = new DataView(new ArrayBuffer(list.reduce((sum, [length]) => sum + length, 0)));
  let position = 0;
  for (const [length, value] of list) {
    if (length === 2) view.setUint16(position, value, true);
    else if (length === 4) view.setUint32(position, value, true);
    else view.setBigUint64(position, BigInt(value), true);
    position += length;
  }
  return new Uint8Array(view.buffer);
}

/** Returns local time in steps of two seconds; years before 1980 can't be represented. */
function dosTime(modified) {
  const date = new Date(modified ?? 0);
  const year = Math.min(Math.max(date.getFullYear() - 1980, 0), 127);
  const day = (year << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}
