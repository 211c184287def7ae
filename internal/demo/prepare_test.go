package demo

import _ "github.com/konbit-aid/konbit/internal/testkit/migrated" // databases of these tests begin with the schema
