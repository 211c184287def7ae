package main

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"
)

// release is the version, set when a release is built: -ldflags "-X main.release=1.2.3".
var release string

var version = command{
	name:  "version",
	short: "print the version",
	bind: func(*flag.FlagSet) action {
		return func(_ context.Context, a *app, _ []string) error {
			_, err := fmt.Fprintln(a.stdout, "konbit", versionText())
			return err
		}
	},
}

// versionText is the release, else what Go knows about the build.
func versionText() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
