// Package collect has the commands that export what hardmatch reads, in the languages
// of administrators. The commands only read.
//
// Begin with [Write].
package collect

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"hardmatch/directory"
	"hardmatch/hint"
)

// commands are files in the languages of the scripts, SIDE.FORMAT.EXTENSION. A comment
// line "include FILE" represents a file that several share. A comment line "hint CODE
// FILES" represents the words of a hint.
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

// Write writes the commands that export exactly what hardmatch reads of a side. The
// commands only read, and comments name what they leave out. A comment at the end
// has the words for what to do with the files. Write fails for a format that is not
// one of [Formats].
func Write(w io.Writer, side directory.Side, format string, words hint.Words) error {
	prefix := "ad."
	if side == directory.Cloud {
		prefix = "cloud."
	}
	names, err := fs.Glob(commands, prefix+format+".*")
	if err != nil || len(names) != 1 {
		return fmt.Errorf("unknown format %q; known are %s", format, strings.Join(Formats(side), ", "))
	}
	return expand(w, names[0], words)
}

// expand writes a file of [commands] with the content of its include and hint lines.
func expand(w io.Writer, name string, words hint.Words) error {
	script, err := commands.ReadFile(name)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(script)) {
		mark, comment, _ := strings.Cut(strings.TrimSpace(line), " ")
		directive, rest, _ := strings.Cut(comment, " ")
		switch isComment := mark == "#" || mark == "rem"; {
		case isComment && directive == "include":
			err = expand(w, rest, words)
		case isComment && directive == "hint":
			code, files, _ := strings.Cut(rest, " ")
			_, err = fmt.Fprintf(w, "%s Then: %s\n", mark, words.Text(hint.New(hint.Code(code), files)))
		default:
			_, err = io.WriteString(w, line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
