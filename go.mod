module hardmatch

go 1.26.0

require (
	github.com/google/renameio/v2 v2.0.2
	github.com/spf13/cobra v1.10.2
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/pflag v1.1.0 // indirect
)
