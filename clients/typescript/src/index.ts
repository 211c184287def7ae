import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type { components, paths };

/** Shapes of the API by name, like `Schemas["Pledge"]`. Amounts are decimal texts: `"12.50"`. What is unknown is null. */
export type Schemas = components["schemas"];

/** How to reach a server. */
export interface Options {
  /** The server's address, like `https://konbit.example`. */
  base: string;
  /** The key, if you have one. Much can be read without. */
  key?: string;
  /** How often a request is sent again that was refused with 429 or 503, or broke off; 3 if left out. Only what may safely come twice is. */
  retries?: number;
  /** What to use instead of the built-in fetch. */
  fetch?: (request: Request) => Promise<Response>;
}

/** What a server refused, and why: RFC 9457. `errors` names each wrong field with what to do. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: { pointer: string; code: string; detail: string }[];
  readonly requestId: string | undefined;

  constructor(status: number, body: Partial<Schemas["Problem"]>) {
    const errors = (body.errors ?? []) as Problem["errors"];
    super([body.detail ?? body.title ?? `HTTP ${status}`, ...errors.map((e) => `${e.pointer}: ${e.detail}`)].join("\n"));
    this.name = "Problem";
    this.status = status;
    this.code = String(body.type ?? "").replace(/^.*#/, "");
    this.errors = errors;
    this.requestId = body.request_id;
  }
}

/** The client: `GET`, `POST`, `PATCH` by path, with parameters, bodies and answers typed. What is refused is thrown as a {@link Problem}. */
export type Konbit = Client<paths, "application/json">;

/** Makes a client of one server. */
export function konbit(options: Options): Konbit {
  const client: Konbit = createClient<paths, "application/json">({
    baseUrl: options.base.replace(/\/+$/, ""),
    headers: options.key ? { Authorization: `Bearer ${options.key}` } : {},
    fetch: (request) => patiently(request, options.fetch ?? fetch, options.retries ?? 3),
  });
  client.use({
    async onResponse({ response }) {
      if (response.status < 400) return;
      const body = await response.clone().json().catch(() => ({}));
      throw new Problem(response.status, body as Partial<Schemas["Problem"]>);
    },
  });
  return client;
}

/** Sends a request again when the server asks for patience, or the network fails. A POST is only if it has an Idempotency-Key. */
async function patiently(request: Request, send: (request: Request) => Promise<Response>, retries: number): Promise<Response> {
  const safe = request.method === "GET" || request.method === "HEAD" || request.headers.has("Idempotency-Key");
  for (let tried = 0; ; tried++) {
    const last = !safe || tried >= retries;
    let seconds = 0.2 * 2 ** tried;
    try {
      const response = await send(last ? request : request.clone());
      if (last || (response.status !== 429 && response.status !== 503)) return response;
      seconds = Number(response.headers.get("Retry-After")) || seconds;
      await response.body?.cancel();
    } catch (broken) {
      if (last || request.signal.aborted) throw broken;
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

type Page<R> = { data: R[]; next: string | null };
type PageOf<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { "application/json": infer A } } } } } ? A : never;
type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never;
type PathOf<P extends keyof paths> = paths[P] extends { get: { parameters: { path: infer Q } } } ? Q : Record<string, never>;

/** Paths whose answer is a list. */
export type ListPath = { [P in keyof paths]: PageOf<P> extends Page<unknown> ? P : never }[keyof paths];
/** A row of a list. */
export type Row<P extends ListPath> = PageOf<P> extends Page<infer R> ? R : never;

/** Walks a list to its end, page by page: `for await (const pledge of every(api, "/v1/pledges", { donor: ["usaid"] }))`. */
export async function* every<P extends ListPath>(client: Konbit, path: P, query?: QueryOf<P>, inPath?: PathOf<P>): AsyncGenerator<Row<P>, void> {
  const get = client.GET as (path: string, init: unknown) => Promise<{ data?: Page<Row<P>> }>;
  let cursor: string | null = null;
  do {
    const asked: unknown = cursor === null ? query : { ...(query as object | undefined), cursor };
    const { data } = await get(path, { params: { query: asked, path: inPath } });
    if (!data) return;
    yield* data.data;
    cursor = data.next && new URL(data.next, "http://konbit.invalid").searchParams.get("cursor");
  } while (cursor);
}

/** A number of people, null if it is unknown or kept back because it is small. */
export function people(n: number | null | { suppressed: boolean } | undefined): number | null {
  return typeof n === "number" ? n : null;
}
