// Targets of received files, on fake handles that behave like the browser's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FileService } from "../../../src/main/page/disk/file-service.js";
import { sha256 } from "../../../src/main/page/bytes.js";
import { FakeDirectory } from "../lib/fake-directory.mjs";

const SIZE = 3;

/** Returns a file service whose target is this folder. */
async function fileServiceIn(root, id = "a") {
  const fileService = new FileService();
  await fileService.call("open", { id, kind: "folder", handle: root });
  return fileService;
}

async function write(fileService, number, content = "abc") {
  const bytes = new TextEncoder().encode(content);
  return fileService.call("block", { number, block: 0, length: bytes.length, hash: await sha256(bytes), buffer: bytes.buffer });
}

const begin = (fileService, path, number = 0) => fileService.call("basis", { number, path, size: SIZE });

test("a folder that may no longer be written to is reported, not treated as one in which all names are taken", async () => {
  const root = new FakeDirectory();
  const fileService = await fileServiceIn(root);
  await begin(fileService, "a.txt");
  root.fault = new DOMException("", "NotAllowedError");
  await assert.rejects(write(fileService, 0), { name: "NotAllowedError" });
  await assert.rejects(begin(fileService, "b.txt", 1), { name: "NotAllowedError" });
});

test("a deleted folder is reported", async () => {
  const root = new FakeDirectory();
  const fileService = await fileServiceIn(root);
  await begin(fileService, "a.txt");
  root.isDeleted = true;
  await assert.rejects(write(fileService, 0), { name: "NotFoundError" });
});

test("a name that the browser refuses gets an underscore appended", async () => {
  const root = new FakeDirectory({ refused: /\.lnk$/ });
  const fileService = await fileServiceIn(root);
  await fileService.call("directory", { path: "x.lnk" });
  await begin(fileService, "x.lnk/y.lnk");
  await write(fileService, 0);
  assert.equal(await fileService.call("finish", { number: 0, size: SIZE }), "y.lnk_");
  assert.deepEqual(root.tree(), { "x.lnk_": { "y.lnk_": "abc" } });
});

test("an existing file or directory is not replaced", async () => {
  const root = new FakeDirectory();
  root.put("a.txt", "here");
  await root.getDirectoryHandle("b", { create: true });
  const fileService = await fileServiceIn(root);
  for (const [number, path] of ["a.txt", "b"].entries()) {
    await begin(fileService, path, number);
    await write(fileService, number);
    await fileService.call("finish", { number, size: SIZE });
  }
  assert.deepEqual(root.tree(), { "a.txt": "here", "a (1).txt": "abc", b: {}, "b (1)": "abc" });
});

for (const [how, end] of [
  ["that fails", (fileService) => fileService.call("abandon", { number: 0 })],
  ["that is not continued", (fileService) => fileService.call("forget", {})],
]) {
  test(`a file ${how} leaves no empty file, whether or not one of its name exists`, async () => {
    for (const before of [{}, { "a.txt": "here" }]) {
      const root = new FakeDirectory();
      for (const [name, content] of Object.entries(before)) root.put(name, content);
      const fileService = await fileServiceIn(root);
      await begin(fileService, "a.txt");
      await write(fileService, 0);
      await end(fileService);
      assert.deepEqual(root.tree(), before);
    }
  });

  test(`a file ${how} leaves nothing that the browser's picker created`, async () => {
    const root = new FakeDirectory();
    const handle = root.put("a.txt", "");
    const fileService = new FileService();
    await fileService.call("open", { id: "a", kind: "file", handle });
    await begin(fileService, "a.txt");
    await end(fileService);
    assert.deepEqual(root.tree(), {});
  });
}

test("a file to be replaced stays unchanged if the transfer is discarded", async () => {
  const root = new FakeDirectory();
  const handle = root.put("a.txt", "here");
  const fileService = new FileService();
  await fileService.call("open", { id: "a", kind: "file", handle });
  await begin(fileService, "a.txt");
  await write(fileService, 0);
  await fileService.call("forget", {});
  assert.deepEqual(root.tree(), { "a.txt": "here" });
});

test("finished files stay when the others are discarded", async () => {
  const root = new FakeDirectory();
  const fileService = await fileServiceIn(root);
  await begin(fileService, "a.txt", 0);
  await write(fileService, 0);
  await fileService.call("finish", { number: 0, size: SIZE });
  await begin(fileService, "b.txt", 1);
  await write(fileService, 1);
  await fileService.call("forget", {});
  assert.deepEqual(root.tree(), { "a.txt": "abc" });
});

const placeIn = (root) => ({ kind: "folder", handle: root });

for (const [kind, place] of [["memory", () => ({ kind: "memory" })], ["a folder", placeIn]]) {
  test(`content in ${kind} is resumed for a restarted sender, also under another entry number`, async () => {
    const root = new FakeDirectory();
    const fileService = new FileService();
    await fileService.call("open", { id: "a", ...place(root) });
    await begin(fileService, "a.txt", 0);
    await write(fileService, 0);
    await fileService.call("open", { id: "b", ...place(root) });
    assert.deepEqual(await begin(fileService, "a.txt", 7), await sha256(new TextEncoder().encode("abc")));
    assert.equal((await begin(fileService, "other.txt", 8)).length, 0);
    await fileService.call("finish", { number: 7, size: SIZE });
    if (kind === "a folder") assert.deepEqual(root.tree(), { "a.txt": "abc" });
    else assert.equal(await (await fileService.call("content", { number: 7, withCrc: false })).content.text(), "abc");
  });
}

test("a file finished in memory is resumed for a restarted sender", async () => {
  const fileService = new FileService();
  await fileService.call("open", { id: "a", kind: "memory" });
  await begin(fileService, "a.txt");
  await write(fileService, 0);
  await fileService.call("finish", { number: 0, size: SIZE });
  await fileService.call("open", { id: "b", kind: "memory" });
  assert.deepEqual(await begin(fileService, "a.txt"), await sha256(new TextEncoder().encode("abc")));
});

test("a restarted transfer to another place leaves nothing in the first", async () => {
  const [one, other] = [new FakeDirectory(), new FakeDirectory()];
  const fileService = await fileServiceIn(one);
  await begin(fileService, "a.txt");
  await write(fileService, 0);
  await fileService.call("open", { id: "b", ...placeIn(other) });
  assert.equal((await begin(fileService, "a.txt")).length, 0);
  assert.deepEqual(one.tree(), {});
});

test("two long names that are shortened to the same name become two files", async () => {
  const root = new FakeDirectory();
  const fileService = await fileServiceIn(root);
  for (const [number, end] of ["1", "2"].entries()) {
    await begin(fileService, "x".repeat(300) + end, number);
    await write(fileService, number);
    await fileService.call("finish", { number, size: SIZE });
  }
  assert.equal(Object.keys(root.tree()).length, 2);
});

test("a hole is zeros, also where content was written before", async () => {
  const block = 2 ** 20;
  for (const kind of ["folder", "memory"]) {
    const root = new FakeDirectory();
    const fileService = new FileService();
    await fileService.call("open", { id: "a", kind, handle: root });
    await fileService.call("basis", { number: 0, path: "a", size: 3 * block });
    await write(fileService, 0);
    await fileService.call("hole", { number: 0, block: 0, count: 3, hash: new Uint8Array(32) });
    await fileService.call("finish", { number: 0, size: 3 * block });
    const content = kind === "folder"
      ? Buffer.from(root.tree().a)
      : Buffer.from(await (await fileService.call("content", { number: 0, withCrc: false })).content.arrayBuffer());
    assert.ok(content.equals(Buffer.alloc(3 * block)));
  }
});
