// A dashboard and a donor's desk, as they would use the types. Nothing calls it: it must compile.
import { konbit, people, Problem, type Schemas } from "../index.js";

type Pledge = Schemas["Pledge"];

const api = konbit({ base: "http://127.0.0.1:8080", key: "knb_live_…" });

export async function gaps(crisis: string): Promise<Map<string, string | null>> {
  const { data } = await api.GET("/v1/coverage", { params: { query: { crisis, sector: ["WSH"], as_of: "2024-09-05" } } });
  return new Map(data?.data.map((row) => [row.region.pcode, row.money.gap]));
}

export async function promise(key: string): Promise<Pledge | undefined> {
  try {
    const { data } = await api.POST("/v1/pledges", {
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
    return data;
  } catch (e) {
    if (e instanceof Problem) for (const wrong of e.errors) console.error(wrong.pointer, wrong.detail);
    throw e;
  }
}

export async function rename(pledge: Pledge, etag: string): Promise<string> {
  const { data } = await api.PATCH("/v1/pledges/{id}", {
    params: { path: { id: pledge.id }, header: { "If-Match": etag } },
    body: { title: "Emergency food and cash", recipient: null },
  });
  if (!data) throw new Error("no answer");
  if ("needs" in data) return `${data.operation} waits for ${data.needs}`; // 202: an approval
  const usd: string = data.amount_usd;
  const until: string | null = data.expires_on;
  return `${usd} until ${until ?? "further notice"}`;
}

export async function total(): Promise<number | null> {
  const { data } = await api.GET("/v1/needs", { params: { query: { crisis: ["hti-2024"], sector: ["ALL"] } } });
  return people(data?.data[0]?.in_need);
}
