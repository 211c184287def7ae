package hapi

import (
	"cmp"
	"net/url"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// A source is a dataset and a resource at once: HAPI tells the files of a
// publication apart, we cite the publication.
var (
	datasetEndpoint = endpoint{path: "metadata/dataset", tag: metadata, summary: "Get dataset metadata", state: partial, from: "sources, each one dataset",
		operations: reading("listSources"),
		fields: []field{str("dataset_hdx_id"), str("dataset_hdx_stub"), str("dataset_hdx_title"), str("hdx_provider_stub"), str("hdx_provider_name"),
			str("hdx_link"), str("hdx_api_link"), str("provider_hdx_link"), str("provider_hdx_api_link")},
		params: []param{{name: "dataset_hdx_id", how: equal, field: "dataset_hdx_id", most: 36, help: "Id."}, {name: "dataset_hdx_stub", how: like, field: "dataset_hdx_stub", most: 128, help: "Stub."},
			{name: "dataset_hdx_title", how: holds, field: "dataset_hdx_title", most: 1024, help: "Title."}, {name: "hdx_provider_stub", how: like, field: "hdx_provider_stub", most: 128, help: "Stub of the provider."},
			named("hdx_provider_name", "Name of the provider.")},
		walk: walkSources}
	resourceEndpoint = endpoint{path: "metadata/resource", tag: metadata, summary: "Get resource metadata", state: partial, from: "sources, each one resource",
		operations: reading("listSources"),
		fields: []field{str("resource_hdx_id"), str("dataset_hdx_id"), str("name"), str("format"), at("update_date"), yes("is_hxl"), str("download_url"), at("hapi_updated_date"),
			str("dataset_hdx_stub"), str("dataset_hdx_title"), str("dataset_hdx_provider_stub"), str("dataset_hdx_provider_name"),
			str("hdx_link"), str("hdx_api_link"), str("dataset_hdx_link"), str("dataset_hdx_api_link"), str("provider_hdx_link"), str("provider_hdx_api_link")},
		params: []param{{name: "resource_hdx_id", how: equal, field: "resource_hdx_id", most: 36, help: "Id."}, {name: "format", how: like, field: "format", most: 32, help: "Format."},
			{name: "update_date_min", kind: moment, how: atLeast, field: "update_date", help: "Min date of the update."}, {name: "update_date_max", kind: moment, how: below, field: "update_date", help: "Max date of the update."},
			exact("is_hxl", flag, "Has HXL tags."), {name: "dataset_hdx_id", how: equal, field: "dataset_hdx_id", most: 36, help: "Id of the dataset."},
			{name: "dataset_hdx_stub", how: like, field: "dataset_hdx_stub", most: 128, help: "Stub of the dataset."}, {name: "dataset_hdx_title", how: holds, field: "dataset_hdx_title", most: 1024, help: "Title of the dataset."},
			{name: "dataset_hdx_provider_stub", how: like, field: "dataset_hdx_provider_stub", most: 128, help: "Stub of the provider."}, named("dataset_hdx_provider_name", "Name of the provider.")},
		walk: walkSources}
)

func walkSources(w *walker) error {
	return compat.Pages(w.from, func(p api.Page) (api.List[api.CitedSource], error) {
		return w.Sources(w.ctx, w.caller, api.SourceFilter{Page: p})
	}, func(cursor string, page []api.CitedSource) error {
		w.at(cursor)
		for _, s := range page {
			if err := w.emit(w.source(s)); err != nil {
				return err
			}
		}
		return nil
	})
}

// source is a row of both endpoints. Links lead to what the source names, else to our own record of it.
func (w *walker) source(s api.CitedSource) row {
	ours := w.base + "/v1/sources/" + s.ID
	link := cmp.Or(string(s.URL), ours)
	provider := w.base + "/v1/sources?publisher=" + url.QueryEscape(s.Publisher)
	day := time.Time{}
	if s.PublishedOn != "" {
		day = s.PublishedOn.Time()
	}
	return row{"resource_hdx_id": s.ID, "dataset_hdx_id": s.ID, "dataset_hdx_stub": stub(s.Title), "dataset_hdx_title": s.Title,
		"name": s.Title, "format": "web", "update_date": day, "is_hxl": false, "download_url": link, "hapi_updated_date": day,
		"hdx_provider_stub": stub(s.Publisher), "hdx_provider_name": s.Publisher, "dataset_hdx_provider_stub": stub(s.Publisher), "dataset_hdx_provider_name": s.Publisher,
		"hdx_link": link, "hdx_api_link": ours, "dataset_hdx_link": link, "dataset_hdx_api_link": ours, "provider_hdx_link": provider, "provider_hdx_api_link": provider}
}
