// A dashboard and a donor's desk, as they would use the generated types: check.sh type-checks this.
import createClient from "openapi-fetch";
import type { components, paths } from "./konbit";

type Pledge = components["schemas"]["Pledge"];

const api = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: "http://127.0.0.1:8080",
  headers: { Authorization: "Bearer knb_live_…" },
});

export async function gaps(crisis: string): Promise<Map<string, string | null>> {
  const { data, error } = await api.GET("/v1/coverage", {
    params: { query: { crisis, sector: ["WSH"], as_of: "2024-09-05" } },
  });
  if (error) throw new Error(`${error.title}: ${error.detail}`);
  return new Map(data.data.map((row) => [row.region.pcode, row.money.gap]));
}

export async function promise(key: string): Promise<Pledge> {
  const { data, error, response } = await api.POST("/v1/pledges", {
    params: { header: { "Idempotency-Key": key } },
    body: {
      crisis: "hti-2024",
      title: "Emergency food assistance in Haiti",
      kind: "financial",
      amount: { amount: "25000000.00", currency: "USD" },
      pledged_on: "2024-09-05",
      allocations: [{ region: "HT01", sector: "FSC", amount: { amount: "10000000.00", currency: "USD" } }],
      sources: [{ publisher: "USAID", title: "Fact sheet", published_on: "2024-09-05" }],
    },
  });
  if (error) {
    for (const wrong of error.errors ?? []) console.error(wrong.pointer, wrong.detail);
    throw new Error(`${response.status}`);
  }
  return data;
}

export async function rename(pledge: Pledge, etag: string): Promise<string> {
  const { data, error } = await api.PATCH("/v1/pledges/{id}", {
    params: { path: { id: pledge.id }, header: { "If-Match": etag } },
    body: { title: "Emergency food and cash", recipient: null },
  });
  if (error) throw new Error(error.detail);
  if ("needs" in data) return `${data.operation} waits for ${data.needs}`; // 202: an approval
  const usd: string = data.amount_usd;
  const until: string | null = data.expires_on;
  return `${usd} until ${until ?? "further notice"}`;
}

export async function total(): Promise<number | null> {
  const { data } = await api.GET("/v1/needs", { params: { query: { crisis: ["hti-2024"], sector: ["ALL"] } } });
  const people = data?.data[0]?.in_need ?? null;
  return people === null || typeof people === "object" ? null : people;
}
