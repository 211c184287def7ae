import assert from "node:assert/strict";
import { test } from "node:test";
import { every, konbit, people, Problem } from "../index.js";

/** A server that answers in turn, and what it was asked. */
function turns(...answers: (Response | Error)[]) {
  const asked: Request[] = [];
  const send = async (request: Request) => {
    asked.push(request);
    const answer = answers.shift();
    if (!answer || answer instanceof Error) throw answer ?? new Error("asked too often");
    return answer;
  };
  return { asked, api: konbit({ base: "http://konbit.test/", key: "k", fetch: send }) };
}

const page = (data: unknown[], next: string | null) => Response.json({ data, next });
const pledge = { crisis: "c", title: "t", amount: { amount: "1.00", currency: "USD" }, pledged_on: "2024-09-05", sources: [] } as const;

test("a list is walked to its end", async () => {
  const { asked, api } = turns(page([{ code: "a" }, { code: "b" }], "/v1/crises?cursor=x%2By&limit=2"), page([{ code: "c" }], null));
  const codes = [];
  for await (const crisis of every(api, "/v1/crises", { limit: 2 })) codes.push(crisis.code);
  assert.deepEqual(codes, ["a", "b", "c"]);
  assert.deepEqual(asked.map((r) => r.url), ["http://konbit.test/v1/crises?limit=2", "http://konbit.test/v1/crises?limit=2&cursor=x%2By"]);
  assert.equal(asked[1]?.headers.get("Authorization"), "Bearer k");
});

test("what is refused is thrown with its fields", async () => {
  const { api } = turns(Response.json({ type: "https://x/problems.md#invalid", status: 422, title: "No", detail: "1 field is not valid.",
    errors: [{ pointer: "/title", code: "required", detail: "Say what it is." }] }, { status: 422 }));
  await assert.rejects(api.POST("/v1/pledges", { body: { ...pledge, sources: [] } }), (e) => {
    assert.ok(e instanceof Problem && e.status === 422 && e.code === "invalid" && e.errors[0]?.pointer === "/title");
    assert.match(e.message, /\/title: Say what it is\./);
    return true;
  });
});

test("only what may come twice is sent again", async () => {
  const busy = () => new Response("", { status: 503, headers: { "Retry-After": "0" } });
  const read = turns(busy(), new Error("broken off"), page([], null));
  assert.deepEqual((await read.api.GET("/v1/crises")).data, { data: [], next: null });
  assert.equal(read.asked.length, 3);
  const plain = turns(busy());
  await assert.rejects(plain.api.POST("/v1/pledges", { body: { ...pledge, sources: [] } }), Problem);
  assert.equal(plain.asked.length, 1);
  const once = turns(busy(), Response.json({ id: "p" }, { status: 201 }));
  await once.api.POST("/v1/pledges", { params: { header: { "Idempotency-Key": "1" } }, body: { ...pledge, sources: [] } });
  assert.equal(once.asked.length, 2);
  assert.equal(await once.asked[1]?.text(), JSON.stringify(pledge));
});

test("people who are kept back are unknown", () => {
  assert.deepEqual([people(5), people(0), people(null), people({ suppressed: true }), people(undefined)], [5, 0, null, null, null]);
});
