// What each sector of Haiti lacked at the end of 2024, then a pledge, if there is a key to make one with.
//   konbit serve --demo
//   KONBIT_URL=http://127.0.0.1:8080 KONBIT_KEY=knb_live_… npm run example
import { every, konbit } from "../index.js";

const api = konbit({ base: process.env.KONBIT_URL ?? "http://127.0.0.1:8080", key: process.env.KONBIT_KEY });

for await (const row of every(api, "/v1/coverage", { crisis: "hti-2024", region: "HT", level: 0, as_of: "2024-12-31", limit: 5 })) {
  if (row.money.required) console.log(`${row.sector.padEnd(7)} ${row.money.gap?.padStart(12)} of ${row.money.required.padStart(12)}`);
}

if (process.env.KONBIT_KEY) {
  const { data } = await api.POST("/v1/pledges", {
    params: { header: { "Idempotency-Key": "typescript-1" } }, // sent again, it is still one pledge
    body: {
      crisis: "hti-example",
      title: "Safe water in the West",
      amount: { amount: "1500000.00", currency: "USD" },
      pledged_on: "2024-09-05",
      sources: [{ publisher: "USAID", title: "An example", published_on: "2024-09-05" }],
    },
  });
  console.log(`${data?.donor} has ${data?.status} ${data?.amount.amount} ${data?.amount.currency}`);
}
