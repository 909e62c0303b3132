/**
 * Drives the generated TypeScript client against a running service: node drive.js ADDRESS KEY.
 *
 * The key is of an account that may do everything. Each step says what it holds; the first that does not ends the
 * program.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import process from "node:process";
import { isDeepStrictEqual } from "node:util";

import { connect, type Inovasi, type Schema } from "./typescript/index.js";

type Answer = { data?: unknown; error?: Schema<"Problem"> | undefined; response: Response };

const [address, key] = process.argv.slice(2) as [string, string];
const word = randomBytes(14).reduce((said, byte) => said + String.fromCharCode(97 + (byte % 26)), "");
const everyone = connect(address);
const admin = connect(address, key);

/** Hold that a request was refused with a problem of this kind. */
function refused({ error, response }: Answer, status: number, code: string): void {
  assert.equal(response.status, status, JSON.stringify(error));
  assert.equal(error?.code, code);
  assert.ok(error?.request_id);
}

/** Return what was answered, if it has this status. */
function of<T>(answer: { data?: T; error?: unknown; response: Response }, status: number): T {
  assert.equal(answer.response.status, status, `${answer.response.url}: ${JSON.stringify(answer.error)}`);
  assert.ok(answer.data !== undefined);
  return answer.data;
}

/** Return a client for a new operator of an agency. */
async function operator(agency: string): Promise<Inovasi> {
  const wanted = { name: `Klien ${word} ${agency}`, roles: ["operator" as const], agency };
  const account = of(await admin.POST("/v1/accounts", { body: wanted }), 201);
  const made = await admin.POST("/v1/accounts/{account_id}/keys", {
    params: { path: { account_id: account.id } },
    body: { name: "klien" },
  });
  return connect(address, of(made, 201).key);
}

const last = (response: Response): string => response.headers.get("location")?.split("/").at(-1) ?? "";
const tagOf = (response: Response): string => response.headers.get("etag") ?? "";

async function lists(): Promise<void> {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  let total: number | null;
  do {
    const query = { limit: 7, with_total: true, ...(cursor ? { cursor } : {}) };
    const page = of(await everyone.GET("/v1/innovations", { params: { query } }), 200);
    seen.push(...page.items.map((item) => item.id));
    ({ next: cursor, total } = page);
  } while (cursor !== null);
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, total);
  // @ts-expect-error: a kind that there is not
  await everyone.GET("/v1/innovations", { params: { query: { kind: "digitall" } } });
  refused(await everyone.GET("/v1/innovations", { params: { query: { cursor: "q83v" } } }), 400, "invalid_cursor");
}

async function one(): Promise<void> {
  const path = { key: "si-surat" };
  const answer = await everyone.GET("/v1/innovations/{key}", { params: { path } });
  assert.equal(of(answer, 200).slug, "si-surat");
  const again = await everyone.GET("/v1/innovations/{key}", {
    params: { path },
    headers: { "If-None-Match": tagOf(answer.response) },
  });
  assert.equal(again.response.status, 304);
  refused(await everyone.GET("/v1/innovations/{key}", { params: { path: { key: "tidak-ada" } } }), 404, "not_found");
  const drawing = await everyone.GET("/v1/innovations/{key}/lineage.svg", { params: { path }, parseAs: "text" });
  assert.match(of(drawing, 200), /<svg/);
}

async function writes(): Promise<void> {
  const keeper = await operator("diskominfo");
  const header = { "Idempotency-Key": word };
  const body = { name: word, kind: "digital" as const };
  const first = await keeper.POST("/v1/innovations", { params: { header }, body });
  const second = await keeper.POST("/v1/innovations", { params: { header }, body });
  const made = of(first, 201);
  assert.equal(of(second, 201).id, made.id);
  assert.equal(second.response.headers.get("idempotency-replayed"), "true");
  const other = await keeper.POST("/v1/innovations", { params: { header }, body: { name: `${word} lain` } });
  refused(other, 422, "idempotency_key_reused");

  const path = { key: made.slug };
  const patch = { params: { path, header: { "If-Match": tagOf(first.response) } }, body: { summary: "Dicoba." } };
  assert.equal(of(await keeper.PATCH("/v1/innovations/{key}", patch), 200).version, made.version + 1);
  refused(await keeper.PATCH("/v1/innovations/{key}", patch), 412, "precondition_failed");
  // @ts-expect-error: the condition cannot be left out unnoticed
  refused(await keeper.PATCH("/v1/innovations/{key}", { params: { path }, body: {} }), 428, "precondition_required");
}

/** Return an agency that has not asked for Si-Surat yet. */
async function freeAgency(): Promise<string> {
  const { items } = of(await everyone.GET("/v1/agencies", { params: { query: { limit: 200 } } }), 200);
  for (const { slug } of items.filter((item) => item.slug.startsWith("dinas-"))) {
    const query = { agency: slug, origin: "si-surat" };
    if (of(await admin.GET("/v1/replication-requests", { params: { query } }), 200).items.length === 0) {
      return slug;
    }
  }
  throw new Error("every agency has asked for Si-Surat");
}

type Step = { status?: number; due_on?: string };

async function replicates(): Promise<void> {
  const agency = await freeAgency();
  const origin = await operator("bagian-umum");
  const keeper = await operator(agency);
  const contact = await keeper.POST("/v1/innovators", { body: { name: `Narahubung ${word}` } });
  assert.equal(contact.response.status, 201);
  const asked = await keeper.POST("/v1/replication-requests", {
    params: { header: { "Idempotency-Key": word } },
    body: {
      origin: "si-surat",
      agency,
      model: "mandiri",
      contact: last(contact.response),
      requested_on: "2025-01-06",
      problem: "Surat masuk dicatat di buku.",
      adaptation: "Alur disposisi.",
      compatibility: [
        { item: "kecocokan_masalah", answer: "ya" },
        { item: "penanggung_jawab", answer: "ya" },
        { item: "anggaran", answer: "ya" },
        { item: "dasar_hukum", answer: "ya" },
        { item: "infrastruktur", answer: "sebagian" },
        { item: "sumber_daya_manusia", answer: "ya" },
      ],
    },
  });
  of(asked, 201);
  const path = { request_id: last(asked.response) };
  let tag = tagOf(asked.response);

  async function step(verb: "review" | "approve" | "advance", who: Inovasi, on: string, more: Step = {}): Promise<Answer> {
    const { status = 200, ...due } = more;
    const taken = { params: { path, header: { "If-Match": tag } }, body: { on, ...due } };
    const answer: Answer = await who.POST(`/v1/replication-requests/{request_id}/${verb}`, taken);
    assert.equal(answer.response.status, status, `${verb} ${on}: ${JSON.stringify(answer.error)}`);
    tag = answer.response.headers.get("etag") ?? tag;
    return answer;
  }
  async function paper(who: Inovasi, kind: Schema<"ReplicationDocumentKind">, issued_on: string): Promise<void> {
    const body = { kind, issued_on, number: word };
    of(await who.POST("/v1/replication-requests/{request_id}/documents", { params: { path }, body }), 201);
  }

  refused(await step("review", keeper, "2025-01-08", { status: 403 }), 403, "wrong_side");
  await step("review", origin, "2025-01-08");
  await step("approve", origin, "2025-01-10");
  await step("advance", keeper, "2025-01-13");
  await step("advance", keeper, "2025-01-20");
  refused(await step("advance", keeper, "2025-02-03", { status: 409 }), 409, "step_not_ready");
  await paper(origin, "surat", "2025-01-10");
  await paper(keeper, "rencana_aksi", "2025-01-27");
  await step("advance", keeper, "2025-02-03", { due_on: "2025-03-31" });
  const name = [...word].reverse().join("");
  const replica = await keeper.POST("/v1/replication-requests/{request_id}/replica", {
    params: { path, header: { "If-Match": tag } },
    body: { name, changes: [{ kind: "dipertahankan", part: "Pencatatan surat masuk" }] },
  });
  assert.ok(replica.response.ok, JSON.stringify(replica.error));
  tag = tagOf(replica.response);
  for (const [verb, who] of [["submit", keeper], ["verify", admin], ["publish", admin]] as const) {
    const taken = { params: { path: { key: name }, header: { "If-Match": "*" } } };
    of(await who.POST(`/v1/innovations/{key}/${verb}`, taken), 200);
  }
  await step("advance", keeper, "2025-03-24");
  await paper(keeper, "laporan_evaluasi", "2025-03-31");
  await step("advance", keeper, "2025-03-31");
  const done = await keeper.GET("/v1/replication-requests/{request_id}", { params: { path } });
  assert.equal(of(done, 200).status, "berjalan");
  const use = { params: { path: { key: "si-surat" }, query: { as_of: "2025-06-30" } } };
  assert.ok(of(await everyone.GET("/v1/innovations/{key}/used-by", use), 200).counts.agencies >= 1);
}

async function exports(): Promise<void> {
  const query = { kind: "digital" as const };
  const page = await everyone.GET("/v1/innovations", { params: { query: { ...query, limit: 200 } } });
  const listed = of(page, 200).items;
  const file = { path: { format: "ndjson" as const }, query };
  const lines = await everyone.GET("/v1/innovations.{format}", { params: file, parseAs: "text" });
  const told = of(lines, 200).trimEnd().split("\n");
  assert.deepEqual(told.map((line) => JSON.parse(line) as Schema<"InnovationItem">), listed);
  const table = await everyone.GET("/v1/innovations.{format}", {
    params: { path: { format: "csv" }, query: { ...query, delimiter: ";" } },
    parseAs: "blob",
  });
  assert.ok(of(table, 200).size > 0);
  assert.match(table.response.headers.get("content-disposition") ?? "", /^attachment; filename=/);
}

async function follows(): Promise<void> {
  const listed = of(await everyone.GET("/v1/innovations", { params: { query: { limit: 200 } } }), 200);
  assert.equal(listed.next, null);
  const wanted = listed.items.map((item): [string, string] => [item.id, item.slug]).sort();
  const copy = new Map<string, string>();
  const end = Date.now() + 30_000;
  let after: string | undefined;
  let more = true;
  // what is written beside, by whomever, delays the feed for a moment
  while (more || (!isDeepStrictEqual([...copy].sort(), wanted) && Date.now() < end)) {
    const query = { limit: 5, ...(after === undefined ? {} : { after }) };
    const page = of(await everyone.GET("/v1/changes", { params: { query } }), 200);
    for (const { id, innovation } of page.items) {
      if (innovation === null) copy.delete(id);
      else copy.set(id, innovation.slug);
    }
    ({ next: after, more } = page);
  }
  assert.deepEqual([...copy].sort(), wanted);
}

const steps: [string, () => Promise<void>][] = [
  ["pages by their cursors hold everything once", lists],
  ["a record is typed, and one that is missing is a problem", one],
  ["a request that is sent twice is done once; a change says of which version it is", writes],
  ["a replication goes from the wish to a replica that runs", replicates],
  ["a list is a file, too, with the same records", exports],
  ["a copy that follows the changes is what the list is", follows],
];
for (const [said, take] of steps) {
  await take();
  console.log(`ok ${said}`);
}
