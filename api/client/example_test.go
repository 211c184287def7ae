package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
)

// What every sector of Haiti lacked at the end of 2024, and what it would have taken.
func Example() {
	base, _ := demoServer()
	c := client.New(base)

	country := 0
	filter := api.CoverageFilter{Crisis: "hti-2024", Region: "HT", Level: &country, AsOf: "2024-12-31"}
	for row, err := range c.CoverageRows(context.Background(), filter) {
		if err != nil {
			log.Fatal(err)
		}
		if row.Money.Required != nil {
			fmt.Printf("%-7s %12s of %12s\n", row.Sector, row.Money.Gap, row.Money.Required)
		}
	}
	// Output:
	// CCM        654981.00 of   4500002.00
	// EDU      20444428.00 of  30440000.00
	// FSC     203714212.00 of 340000000.00
	// HEA      11527404.00 of  37300000.00
	// LOG       5373295.00 of  17184000.00
	// NUT      13916744.00 of  32499165.00
	// OTHER      469690.00 of   4200000.00
	// PRO      13263458.00 of  21350000.00
	// PRO-CPN  20614447.00 of  30411351.00
	// PRO-GBV  11657917.00 of  15877834.00
	// SHL      43029926.00 of  55705000.00
	// WSH      52895048.00 of  84300000.00
}

// A donor records a pledge. Sent again with the same [client.Once], it is still one pledge.
func ExampleOnce() {
	base, key := demoServer()
	c := client.New(base, client.WithKey(key))

	pledge := api.PledgeInput{
		Reference: "TRY-1", Crisis: "hti-example", Title: "Safe water in the West",
		Amount: api.Money{Minor: 1_500_000_00, Currency: api.USD}, PledgedOn: "2024-09-05",
		Sources: []api.Source{{Publisher: "USAID", Title: "An example", PublishedOn: "2024-09-05"}},
	}
	first, err := c.CreatePledge(context.Background(), pledge, client.Once("desk-1"))
	if err != nil {
		log.Fatal(err)
	}
	again, err := c.CreatePledge(context.Background(), pledge, client.Once("desk-1"))
	fmt.Println(first.Donor, first.Status, first.Unallocated, first.ID == again.ID, err)
	// Output: usaid pledged 1500000.00 USD true <nil>
}

// What the server refuses is an *api.Error with every wrong field.
func ExampleClient_CreatePledge() {
	base, key := demoServer()
	c := client.New(base, client.WithKey(key))

	_, err := c.CreatePledge(context.Background(), api.PledgeInput{Crisis: "hti-example", PledgedOn: "2024-09-05"})
	if e, ok := errors.AsType[*api.Error](err); ok {
		for _, field := range e.Fields {
			fmt.Println(e.Code, field.Pointer, field.Code)
		}
	}
	// Output:
	// invalid /amount/currency required
	// invalid /title required
	// invalid /sources required
}

// All follows the pages of a list to its end.
func ExampleAll() {
	base, _ := demoServer()
	c := client.New(base)

	filter := api.PledgeFilter{Crisis: []string{"hti-example"}, Recipient: []string{"iom", "unicef", "wfp"}, Page: api.Page{Limit: 2}}
	for pledge, err := range client.All(context.Background(), c.Pledges, filter) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(pledge.Reference, pledge.Amount, pledge.Status)
	}
	// Output:
	// EXAMPLE-2 5000000.00 USD pledged
	// EXAMPLE-3 8000000.00 USD committed
	// EXAMPLE-4 25000000.00 USD partly_disbursed
}
