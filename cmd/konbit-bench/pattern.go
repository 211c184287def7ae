package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
)

// regionFiles are the published p-code lists, Haiti's gazetteer first: what it knows of population stays.
var regionFiles = []string{"hti_admin0_3.csv", "dom_admin0_2.csv", "global_pcodes_adm_1_2.csv"}

// pattern writes the records that a set is multiplied from through the product's own use cases, and returns a key of a
// donor that may pledge.
func pattern(ctx context.Context, url, data string, seed uint64) (key string, err error) {
	st, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if _, err := st.Migrate(ctx); err != nil {
		return "", err
	}
	n := 0
	// Ids whose digits 25 to 30 are zero: there the number of the copy goes.
	svc := relief.New(st, relief.WithClock(fixedClock), relief.WithIDs(func() string {
		n++
		return fmt.Sprintf("01928f6e-0000-7000-8000-000000%06x", n)
	}))
	if err := regions(ctx, svc, data); err != nil {
		return "", err
	}
	list, err := crisisRegions(ctx, svc)
	if err != nil {
		return "", err
	}
	if err := svc.Batch(ctx, api.System, false, func(b *relief.Batch) error { return fill(b, newGenerator(seed, list)) }); err != nil {
		return "", explain(err)
	}
	issued, err := svc.CreateKey(ctx, api.System, api.KeyInput{Organization: donorCode(0), Name: "bench", Scopes: []api.Scope{"pledge"}}, nil)
	return string(issued.Secret), err
}

// regions imports the real lists where they are, else makes countries of the same shape up.
func regions(ctx context.Context, svc *relief.Service, data string) error {
	if _, err := os.Stat(filepath.Join(data, "regions", regionFiles[0])); err != nil {
		say("no region files in %s: the regions are made up", data)
		return svc.Batch(ctx, api.System, false, madeUp)
	}
	for _, name := range regionFiles {
		f, err := os.Open(filepath.Join(data, "regions", name))
		if err != nil {
			return err
		}
		src, err := exchange.Open(f)
		if err == nil {
			_, err = svc.Import(ctx, api.System, src, api.ImportOptions{File: name, KeepGood: true})
		}
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", name, explain(err))
		}
	}
	return nil
}

// madeUp puts two countries of 10 departments, 140 communes and 560 sections, and 60 of 10 and 140.
func madeUp(b *relief.Batch) error {
	countries := append([]string{"HT", "DO"}, others...)
	for i, code := range countries {
		c, ok := api.CountryOf(code)
		if !ok {
			return fmt.Errorf("%s is not a country", code)
		}
		deepest := 3
		if i >= 2 {
			deepest = 2
		}
		if err := below(b, c.ISO3, "", code, 0, deepest); err != nil {
			return err
		}
	}
	return nil
}

var others = []string{"AF", "BD", "BF", "BI", "CD", "CF", "CM", "CO", "ET", "GT", "HN", "IQ", "KE", "LB", "LY", "ML", "MM", "MZ", "NE", "NG", "PK", "PS", "SD",
	"SO", "SS", "SV", "SY", "TD", "UA", "VE", "YE", "ZW"}

func below(b *relief.Batch, iso3, parent, pcode string, level, deepest int) error {
	population := int64(11_000_000)
	for _, n := range fanOut[:level] {
		population /= int64(n)
	}
	year := 2024
	in := api.RegionInput{Pcode: pcode, Parent: api.Opt(parent), Level: level, ISO3: iso3, Names: api.Names{EN: api.Opt("Region " + pcode)},
		Population: &population, PopulationYear: &year}
	if _, err := b.PutRegion(in, false); err != nil || level == deepest {
		return err
	}
	for i := range fanOut[level] {
		if err := below(b, iso3, pcode, fmt.Sprintf("%s%02d", pcode, i+1), level+1, deepest); err != nil {
			return err
		}
	}
	return nil
}

// fanOut is how many regions one of each level holds.
var fanOut = []int{10, 14, 4}

// crisisRegions reads the regions below the two countries of the crisis.
func crisisRegions(ctx context.Context, svc *relief.Service) ([]api.Region, error) {
	f := api.RegionFilter{Region: []string{"HT", "DO"}, Page: api.Page{Limit: api.MaxLimit}}
	var all []api.Region
	for {
		list, err := svc.Regions(ctx, api.System, f)
		if err != nil {
			return nil, err
		}
		all = append(all, list.Data...)
		if list.Next == "" {
			return all, nil
		}
		f.Cursor = string(list.Next)
	}
}

// fill puts organizations, the crisis, pledges with their transactions, and assessments.
func fill(b *relief.Batch, g *generator) error {
	put := func(code, name string, kind api.OrganizationType) error {
		_, err := b.PutOrganization(api.OrganizationInput{Code: code, Name: name, Type: kind})
		return err
	}
	for i := range uint64(donors) {
		if err := put(donorCode(i), "Donor "+strconv.FormatUint(i+1, 10), "donor"); err != nil {
			return err
		}
	}
	for i := range uint64(recipients) {
		if err := put(recipientCode(i), "Organization "+strconv.FormatUint(i+1, 10), "international_ngo"); err != nil {
			return err
		}
	}
	if _, err := b.PutCrisis(api.CrisisInput{Code: crisisCode, Title: "Haiti, for the bench", Regions: []string{"HT", "DO"}, StartedOn: "2024-01-01"}); err != nil {
		return err
	}
	for i := range patternPledges {
		gift := g.gift(i)
		if _, err := b.PutPledge(gift.pledge, gift.transactions); err != nil {
			return err
		}
		if i%50 == 0 {
			step("writing the pattern through the use cases", i, patternPledges)
		}
	}
	for _, a := range g.assessments() {
		if _, err := b.PutAssessment(a, "bench:"+a.Title); err != nil {
			return err
		}
	}
	step("writing the pattern through the use cases", patternPledges, patternPledges)
	return nil
}

// explain names the fields of a refusal.
func explain(err error) error {
	wrong, ok := errors.AsType[*api.Error](err)
	if !ok || len(wrong.Fields) == 0 {
		return err
	}
	return fmt.Errorf("%w: %s: %s", err, wrong.Fields[0].Pointer, wrong.Fields[0].Detail)
}
