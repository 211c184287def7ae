// Package config is the one table of settings: for each its name, default,
// check and help. From it come the environment variables, the flags that
// mirror them and docs/configuration.md, so that none can know a setting that
// another does not.
package config
