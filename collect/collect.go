// Package collect has the commands that export what hardmatch reads, in the
// languages of administrators. They read and change nothing.
//
// Begin with [Write].
package collect

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"hardmatch/directory"
)

// The scripts are files of their own, SIDE.FORMAT.EXTENSION, so that they can be
// read as what they are. What several share stands once: a line "# include FILE"
// is replaced by it.
//
//go:embed *.cmd *.sh *.ps1
var commands embed.FS

// Formats returns the formats of [Write] for a side, the default first.
func Formats(side directory.Side) []string {
	if side == directory.Cloud {
		return []string{"powershell", "entra-powershell", "graph-rest", "az-rest"}
	}
	return []string{"powershell", "ldifde", "csvde", "ldapsearch"}
}

// Write writes the commands that export exactly what hardmatch reads of a side.
// They read and change nothing, and name what they leave out. Write fails for a
// format that is none of [Formats].
func Write(w io.Writer, side directory.Side, format string) error {
	prefix := "ad."
	if side == directory.Cloud {
		prefix = "cloud."
	}
	names, err := fs.Glob(commands, prefix+format+".*")
	if err != nil || len(names) != 1 {
		return fmt.Errorf("unknown format %q; known are %s", format, strings.Join(Formats(side), ", "))
	}
	script, err := commands.ReadFile(names[0])
	if err != nil {
		return err
	}
	for line := range bytes.Lines(script) {
		if name, shared := bytes.CutPrefix(line, []byte("# include ")); shared {
			if line, err = commands.ReadFile(string(bytes.TrimSpace(name))); err != nil {
				return err
			}
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}
