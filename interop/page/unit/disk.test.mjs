// Where received files go, on handles in memory that behave as the browser's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Workshop } from "../../../src/main/page/disk/workshop.js";
import { sha256 } from "../../../src/main/page/bytes.js";
import { FakeDirectory } from "../lib/fake-directory.mjs";

const SIZE = 3;

/** A workshop whose next files go to this folder. */
async function workshopIn(root, id = "a") {
  const workshop = new Workshop();
  await workshop.call("open", { id, kind: "folder", handle: root });
  return workshop;
}

async function write(workshop, number, content = "abc") {
  const bytes = new TextEncoder().encode(content);
  return workshop.call("block", { number, block: 0, length: bytes.length, hash: await sha256(bytes), buffer: bytes.buffer });
}

const begin = (workshop, path, number = 0) => workshop.call("basis", { number, path, size: SIZE });

test("a folder that may not be written to any more is told, and not taken for one that is full of files", async () => {
  const root = new FakeDirectory();
  const workshop = await workshopIn(root);
  await begin(workshop, "a.txt");
  root.fault = new DOMException("", "NotAllowedError");
  await assert.rejects(write(workshop, 0), { name: "NotAllowedError" });
  await assert.rejects(begin(workshop, "b.txt", 1), { name: "NotAllowedError" });
});

test("a folder that was deleted is told", async () => {
  const root = new FakeDirectory();
  const workshop = await workshopIn(root);
  await begin(workshop, "a.txt");
  root.isDeleted = true;
  await assert.rejects(write(workshop, 0), { name: "NotFoundError" });
});

test("a name that the browser refuses gets one more character", async () => {
  const root = new FakeDirectory({ refused: /\.lnk$/ });
  const workshop = await workshopIn(root);
  await workshop.call("directory", { path: "x.lnk" });
  await begin(workshop, "x.lnk/y.lnk");
  await write(workshop, 0);
  assert.equal(await workshop.call("finish", { number: 0, size: SIZE }), "y.lnk_");
  assert.deepEqual(root.tree(), { "x.lnk_": { "y.lnk_": "abc" } });
});

test("what is there under a name, a file or a directory, is not replaced", async () => {
  const root = new FakeDirectory();
  root.put("a.txt", "here");
  await root.getDirectoryHandle("b", { create: true });
  const workshop = await workshopIn(root);
  for (const [number, path] of ["a.txt", "b"].entries()) {
    await begin(workshop, path, number);
    await write(workshop, number);
    await workshop.call("finish", { number, size: SIZE });
  }
  assert.deepEqual(root.tree(), { "a.txt": "here", "a (1).txt": "abc", b: {}, "b (1)": "abc" });
});

for (const [how, end] of [
  ["that fails", (workshop) => workshop.call("abandon", { number: 0 })],
  ["that is not continued", (workshop) => workshop.call("forget", {})],
]) {
  test(`a file ${how} leaves no empty one, whether or not there is one of its name`, async () => {
    for (const before of [{}, { "a.txt": "here" }]) {
      const root = new FakeDirectory();
      for (const [name, content] of Object.entries(before)) root.put(name, content);
      const workshop = await workshopIn(root);
      await begin(workshop, "a.txt");
      await write(workshop, 0);
      await end(workshop);
      assert.deepEqual(root.tree(), before);
    }
  });

  test(`a file ${how} leaves nothing of what the browser's picker has made`, async () => {
    const root = new FakeDirectory();
    const handle = root.put("a.txt", "");
    const workshop = new Workshop();
    await workshop.call("open", { id: "a", kind: "file", handle });
    await begin(workshop, "a.txt");
    await end(workshop);
    assert.deepEqual(root.tree(), {});
  });
}

test("a file that the person wants to replace stays as it was if nothing comes of it", async () => {
  const root = new FakeDirectory();
  const handle = root.put("a.txt", "here");
  const workshop = new Workshop();
  await workshop.call("open", { id: "a", kind: "file", handle });
  await begin(workshop, "a.txt");
  await write(workshop, 0);
  await workshop.call("forget", {});
  assert.deepEqual(root.tree(), { "a.txt": "here" });
});

test("finished files stay when the rest is forgotten", async () => {
  const root = new FakeDirectory();
  const workshop = await workshopIn(root);
  await begin(workshop, "a.txt", 0);
  await write(workshop, 0);
  await workshop.call("finish", { number: 0, size: SIZE });
  await begin(workshop, "b.txt", 1);
  await write(workshop, 1);
  await workshop.call("forget", {});
  assert.deepEqual(root.tree(), { "a.txt": "abc" });
});

const placeIn = (root) => ({ kind: "folder", handle: root });

for (const [kind, place] of [["memory", () => ({ kind: "memory" })], ["a folder", placeIn]]) {
  test(`what is in ${kind} serves a sender who has begun again, under another number, too`, async () => {
    const root = new FakeDirectory();
    const workshop = new Workshop();
    await workshop.call("open", { id: "a", ...place(root) });
    await begin(workshop, "a.txt", 0);
    await write(workshop, 0);
    await workshop.call("open", { id: "b", ...place(root) });
    assert.deepEqual(await begin(workshop, "a.txt", 7), await sha256(new TextEncoder().encode("abc")));
    assert.equal((await begin(workshop, "other.txt", 8)).length, 0);
    await workshop.call("finish", { number: 7, size: SIZE });
    if (kind === "a folder") assert.deepEqual(root.tree(), { "a.txt": "abc" });
    else assert.equal(await (await workshop.call("content", { number: 7, withCrc: false })).content.text(), "abc");
  });
}

test("what was finished in memory serves a sender who has begun again", async () => {
  const workshop = new Workshop();
  await workshop.call("open", { id: "a", kind: "memory" });
  await begin(workshop, "a.txt");
  await write(workshop, 0);
  await workshop.call("finish", { number: 0, size: SIZE });
  await workshop.call("open", { id: "b", kind: "memory" });
  assert.deepEqual(await begin(workshop, "a.txt"), await sha256(new TextEncoder().encode("abc")));
});

test("a sender who has begun again and sends to another place leaves nothing in the first", async () => {
  const [one, other] = [new FakeDirectory(), new FakeDirectory()];
  const workshop = await workshopIn(one);
  await begin(workshop, "a.txt");
  await write(workshop, 0);
  await workshop.call("open", { id: "b", ...placeIn(other) });
  assert.equal((await begin(workshop, "a.txt")).length, 0);
  assert.deepEqual(one.tree(), {});
});

test("two long names that are cut to one are two files", async () => {
  const root = new FakeDirectory();
  const workshop = await workshopIn(root);
  for (const [number, end] of ["1", "2"].entries()) {
    await begin(workshop, "x".repeat(300) + end, number);
    await write(workshop, number);
    await workshop.call("finish", { number, size: SIZE });
  }
  assert.equal(Object.keys(root.tree()).length, 2);
});

test("a hole is zeros, also over what was written before", async () => {
  const block = 2 ** 20;
  for (const kind of ["folder", "memory"]) {
    const root = new FakeDirectory();
    const workshop = new Workshop();
    await workshop.call("open", { id: "a", kind, handle: root });
    await workshop.call("basis", { number: 0, path: "a", size: 3 * block });
    await write(workshop, 0);
    await workshop.call("hole", { number: 0, block: 0, count: 3, hash: new Uint8Array(32) });
    await workshop.call("finish", { number: 0, size: 3 * block });
    const content = kind === "folder"
      ? Buffer.from(root.tree().a)
      : Buffer.from(await (await workshop.call("content", { number: 0, withCrc: false })).content.arrayBuffer());
    assert.ok(content.equals(Buffer.alloc(3 * block)));
  }
});
